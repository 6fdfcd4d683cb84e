import { cart, most, sayProblem } from '../cart.js';
import { pictureById } from '../catalog.js';
import { announce, el } from '../dom.js';
import { format, times } from '../money.js';
import { billLines, button, emptyPanel, heading, linkButton, priceChange } from '../parts.js';
import { rememberPlace, session, signInUrl } from '../session.js';

const pause = 450; // ms after the last keystroke in a quantity

export async function cartPage({ signal }) {
  await cart.load(signal);
  const node = el('div', {});
  show(node);
  return { title: 'Your cart', node };
}

function show(node) {
  if (cart.current.items.length === 0) {
    node.replaceChildren(
      emptyPanel(
        'Your cart is empty',
        session.current.signedIn
          ? 'What you put in stays here until you come back.'
          : 'What you put in stays on this device. Sign in to see what you have put in before.',
        linkButton('Look around', '#/'),
        !session.current.signedIn && signIn('Sign in', { class: 'button quiet' }),
      ),
    );
    return;
  }
  const bill = el('div', {});
  const showTotal = () => bill.replaceChildren(billLines(cart.current, { testid: 'cart-total' }));
  showTotal();
  node.replaceChildren(
    heading('Your cart'),
    el(
      'div',
      { class: 'two' },
      el('ul', { class: 'lines' }, ...cart.current.items.map((item) => line(item, node, showTotal))),
      el(
        'aside',
        { class: 'panel sum' },
        el('h2', {}, 'Total'),
        bill,
        ...wayOn(),
        el('a', { href: '#/' }, 'Look around some more'),
      ),
    ),
  );
}

const signIn = (text, properties) =>
  linkButton(text, signInUrl, { testid: 'sign-in-to-pay', onclick: rememberPlace, ...properties });

/** Paying is for people who have signed in; the way back from there leads here. */
function wayOn() {
  if (session.current.signedIn)
    return [linkButton('Go to checkout', '#/checkout', { testid: 'checkout', class: 'button full' })];
  return [
    el('p', {}, 'To pay, please sign in. Your cart comes along.'),
    signIn('Sign in to pay', { class: 'button full' }),
  ];
}

function line(item, node, showTotal) {
  const id = `quantity-${item.productId}`;
  const sum = el('span', { class: 'price line-sum' }, format(times(item.price, item.quantity)));
  const each = el('span', { class: 'faint' }, `${format(item.price)} each`);
  const change = el('span', {}, priceChange(item));
  const quantity = el('input', {
    id,
    type: 'number',
    inputmode: 'numeric',
    min: 1,
    max: most,
    value: item.quantity,
    class: 'field short',
    testid: 'quantity',
  });
  const less = step('−', `One less: ${item.name}`, -1);
  const more = step('+', `One more: ${item.name}`, 1);
  let confirmed = item.quantity;
  let wanted = confirmed;
  let timer;

  function step(sign, label, by) {
    return button(sign, { class: 'step', 'aria-label': label, onclick: () => want(wanted + by) });
  }

  function showSteps() {
    less.disabled = wanted <= 1;
    more.disabled = wanted >= most;
  }

  function want(next) {
    clearTimeout(timer);
    if (next < 1 || next > most) return;
    wanted = next;
    quantity.value = next;
    showSteps();
    timer = setTimeout(store, pause);
  }

  async function store() {
    clearTimeout(timer);
    if (wanted === confirmed) return;
    const asked = wanted;
    try {
      await cart.put(item.productId, asked);
      confirmed = asked;
      const now = cart.current.items.find((one) => one.productId === item.productId) ?? item;
      sum.textContent = format(times(now.price, asked));
      each.textContent = `${format(now.price)} each`;
      change.replaceChildren();
      showTotal();
      announce(`${item.name}: ${asked}. Total ${format(cart.current.total)}`);
    } catch (problem) {
      wanted = confirmed;
      quantity.value = confirmed;
      showSteps();
      failed(problem);
    }
  }

  const failed = (problem) => (problem.signedOut ? session.end() : sayProblem(problem));

  quantity.addEventListener('input', () => {
    const typed = quantity.valueAsNumber;
    if (Number.isInteger(typed)) want(typed);
  });
  quantity.addEventListener('change', () => {
    const typed = quantity.valueAsNumber;
    quantity.value = Number.isInteger(typed) && typed >= 1 && typed <= most ? typed : wanted;
    store();
  });
  showSteps();

  const remove = button('Remove', {
    class: 'link',
    testid: 'remove',
    'aria-label': `Remove ${item.name}`,
    onclick: async () => {
      clearTimeout(timer);
      try {
        await cart.remove(item.productId);
        show(node);
        node.querySelector('h1').focus();
        announce(`Removed: ${item.name}`);
      } catch (problem) {
        failed(problem);
      }
    },
  });

  return el(
    'li',
    { class: 'line', testid: 'cart-item' },
    pictureById(item.productId),
    el(
      'div',
      { class: 'line-text' },
      el('a', { href: `#/product/${encodeURIComponent(item.productId)}`, class: 'line-name' }, item.name),
      each,
      change,
    ),
    el(
      'div',
      { class: 'stepper' },
      less,
      el('label', { for: id, class: 'hidden' }, `Quantity of ${item.name}`),
      quantity,
      more,
    ),
    sum,
    remove,
  );
}
