import { Problem, get, write } from '../api.js';
import { beginAttempt, currentAttempt, forgetAttempt } from '../attempt.js';
import { cart } from '../cart.js';
import { announce, el } from '../dom.js';
import { format, times } from '../money.js';
import {
  billLines,
  button,
  emptyPanel,
  heading,
  linkButton,
  priceChange,
  problemBox,
  whileBusy,
} from '../parts.js';
import { session } from '../session.js';
import { isUnderWay, welcomeOrder } from './order.js';

const final = [400, 402, 404, 409, 422]; // answers after which this attempt can never become an order

const testCards = [
  ['4242 4242 4242 4242', 'is paid'],
  ['4000 0000 0000 0002', 'is declined'],
  ['4000 0000 0000 9995', 'has insufficient funds'],
  ['4000 0000 0000 0119', 'fails at the provider: try again'],
  ['4000 0000 0000 0341', 'is paid, but the answer is lost'],
];

export async function checkoutPage({ signal }) {
  await cart.load(signal);
  const node = el('div', {});
  if (currentAttempt(session.current.name)) showUnfinished(node);
  else showForm(node);
  return { title: 'Checkout', node };
}

async function placeOrder(node, attempt) {
  let order;
  try {
    order = await write(
      'POST',
      '/api/orders',
      { paymentMethod: { token: attempt.token }, expectedTotal: attempt.expectedTotal },
      { 'Idempotency-Key': attempt.idempotencyKey },
    );
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    if (problem.signedOut) return session.end();
    const underWay = problem.type.endsWith(':order-in-progress'); // the same request is still being worked on
    if (underWay || !final.includes(problem.status)) return showUnfinished(node, problem);
    forgetAttempt();
    await cart.load().catch(() => {}); // the problem at hand matters more
    if (problem.type.endsWith(':price-changed') && cart.current.items.length > 0)
      return showPriceChange(node, attempt, problem);
    showForm(node, problem);
    return node.querySelector('#card-number')?.focus();
  }
  forgetAttempt();
  cart.load().catch(() => {}); // only the number in the header
  welcomeOrder(order);
  location.hash = `#/orders/${encodeURIComponent(order.id)}`;
}

/* Nothing was ordered: the person sees the new total, and the same card pays it only if they say so. */
function showPriceChange(node, attempt, problem) {
  const pay = button(`Pay ${format(cart.current.total)}`, { testid: 'pay-new-total' });
  pay.addEventListener('click', () =>
    whileBusy(pay, () => placeOrder(node, beginAttempt(session.current.name, attempt, cart.current.total))),
  );
  node.replaceChildren(
    el(
      'section',
      { class: 'panel centred' },
      heading('The price has changed'),
      problemBox(problem),
      el(
        'p',
        { testid: 'total-change' },
        `It was ${format(attempt.expectedTotal)}, and it is ${format(cart.current.total)} now. Nothing was charged.`,
      ),
      summary(),
      el('p', { class: 'actions' }, pay, linkButton('Change the cart', '#/cart', { class: 'button quiet' })),
    ),
  );
  node.querySelector('h1').focus();
}

/* The outcome is not known: the only safe next step is the same request again. */
function showUnfinished(node, problem) {
  const attempt = currentAttempt(session.current.name);
  const again = button('Finish the payment', { testid: 'finish-payment' });
  again.addEventListener('click', () => whileBusy(again, () => placeOrder(node, attempt)));
  const other = button('Use another card', { class: 'button quiet', testid: 'other-card' });
  other.addEventListener('click', () => whileBusy(other, () => startAfresh(node)));
  node.replaceChildren(
    el(
      'section',
      { class: 'panel centred' },
      heading('Your payment is not finished'),
      problem && problemBox(problem),
      el(
        'p',
        {},
        `We do not know yet whether the order went through${attempt.card ? ` (card ${attempt.card})` : ''}. Finishing it is safe: you will never pay twice for it.`,
      ),
      el('p', { class: 'actions' }, again, other),
    ),
  );
  again.focus();
}

/* A new attempt must not start while the old one may still become an order. */
async function startAfresh(node) {
  try {
    const { items } = await get('/api/orders');
    if (items.some(isUnderWay)) {
      showUnfinished(
        node,
        new Problem(503, {
          title: 'The last payment is still being settled',
          detail: 'This takes a minute at most. Please try again then.',
        }),
      );
      return;
    }
    await cart.load();
  } catch (problem) {
    if (problem.signedOut) return session.end();
    return showUnfinished(node, problem);
  }
  forgetAttempt();
  if (cart.current.items.length === 0)
    location.hash = '#/orders'; // it went through after all
  else {
    showForm(node);
    node.querySelector('h1').focus();
  }
}

function showForm(node, problem) {
  if (cart.current.items.length === 0) {
    node.replaceChildren(
      emptyPanel(
        'Nothing to pay',
        'Your cart is empty.',
        linkButton('Look around', '#/'),
        linkButton('Your orders', '#/orders', { class: 'button quiet' }),
      ),
    );
    return;
  }
  const place = el('div', {});
  const say = (what) => {
    const actions = what.status === 409 ? [linkButton('Change the cart', '#/cart', { class: 'button small' })] : [];
    place.replaceChildren(problemBox(what, { actions }));
    place.scrollIntoView({ block: 'nearest' });
  };
  node.replaceChildren(
    heading('Checkout'),
    el(
      'div',
      { class: 'two' },
      el('section', { class: 'panel' }, el('h2', {}, 'Card'), place, cardForm(node, say)),
      summary(),
    ),
  );
  if (problem) say(problem);
}

function summary() {
  return el(
    'aside',
    { class: 'panel sum' },
    el('h2', {}, 'Your order'),
    el(
      'ul',
      { class: 'short-lines' },
      ...cart.current.items.map((item) =>
        el(
          'li',
          {},
          el('span', {}, `${item.quantity} × ${item.name} `, priceChange(item)),
          el('span', { class: 'price' }, format(times(item.price, item.quantity))),
        ),
      ),
    ),
    billLines(cart.current, { testid: 'cart-total' }),
    el('a', { href: '#/cart' }, 'Change the cart'),
  );
}

function cardForm(node, say) {
  const number = field('card-number', 'Card number', {
    autocomplete: 'cc-number',
    maxlength: 23,
    placeholder: '1234 1234 1234 1234',
  });
  const expiry = field('card-expiry', 'Valid until', { autocomplete: 'cc-exp', maxlength: 7, placeholder: 'MM/YY' });
  const cvc = field('card-cvc', 'CVC', { autocomplete: 'cc-csc', maxlength: 4, placeholder: '123' });
  const { total } = cart.current; // what the button says is what is paid, whatever the cart does in another tab
  const pay = button(`Pay ${format(total)}`, { type: 'submit', testid: 'pay', class: 'button full' });

  number.input.addEventListener('blur', () => (number.input.value = grouped(number.input.value)));
  expiry.input.addEventListener('input', (event) => {
    if (event.inputType?.startsWith('insert') && /^\d{2}$/.test(expiry.input.value)) expiry.input.value += '/';
  });

  async function submit() {
    const digits = number.input.value.replace(/[\s-]/g, '');
    const until = normalExpiry(expiry.input.value);
    const wrong = [
      number.check(isCardNumber(digits) ? '' : 'Enter the number on the front of the card.'),
      expiry.check(
        until && !isPast(until)
          ? ''
          : until
            ? 'This card is no longer valid.'
            : 'Enter month and year, for example 12/30.',
      ),
      cvc.check(/^\d{3,4}$/.test(cvc.input.value.trim()) ? '' : 'Enter three or four digits.'),
    ].find((input) => input);
    if (wrong) return wrong.focus();

    announce('Paying');
    let method;
    try {
      method = await write('POST', '/api/payments/methods', {
        number: digits,
        expiry: until,
        cvc: cvc.input.value.trim(),
      });
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      return problem.signedOut ? session.end() : say(problem);
    }
    await placeOrder(node, beginAttempt(session.current.name, method, total));
  }

  return el(
    'form',
    {
      class: 'card-form',
      method: 'post',
      novalidate: true,
      onsubmit: (event) => {
        event.preventDefault();
        whileBusy(pay, submit);
      },
    },
    number.node,
    el('div', { class: 'pair' }, expiry.node, cvc.node),
    pay,
    help((card) => {
      number.input.value = card;
      expiry.input.value = '12/30';
      cvc.input.value = '123';
      [number, expiry, cvc].forEach((one) => one.check(''));
      pay.focus();
    }),
  );
}

function field(id, label, properties) {
  const error = el('p', { class: 'field-error', id: `${id}-error` });
  const input = el('input', {
    id,
    testid: id,
    class: 'field',
    type: 'text',
    inputmode: 'numeric',
    required: true,
    spellcheck: 'false',
    'aria-describedby': error.id,
    ...properties,
  });
  input.addEventListener('input', () => check(''));
  function check(message) {
    error.textContent = message;
    if (message) input.setAttribute('aria-invalid', 'true');
    else input.removeAttribute('aria-invalid');
    return message ? input : null;
  }
  return { input, check, node: el('div', { class: 'labelled' }, el('label', { for: id }, label), input, error) };
}

function help(use) {
  return el(
    'details',
    { class: 'test-cards' },
    el('summary', {}, 'No real money: use a test card'),
    el(
      'ul',
      {},
      ...testCards.map(([card, effect]) =>
        el(
          'li',
          {},
          button(card, { class: 'link', 'aria-label': `Use ${card}, which ${effect}`, onclick: () => use(card) }),
          el('span', {}, effect),
        ),
      ),
    ),
    el('p', { class: 'faint' }, 'Any date in the future and any CVC will do.'),
  );
}

const grouped = (number) => number.replace(/\D/g, '').replace(/(\d{4})(?=\d)/g, '$1 ');

/** The check digit (ISO/IEC 7812-1) finds a mistyped number before it is sent. */
function isCardNumber(digits) {
  if (!/^\d{12,19}$/.test(digits)) return false;
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

function normalExpiry(text) {
  const match = /^\s*(0?[1-9]|1[0-2])\s*[/.-]?\s*(?:20)?(\d{2})\s*$/.exec(text);
  return match && `${match[1].padStart(2, '0')}/${match[2]}`;
}

function isPast(expiry) {
  const [month, year] = expiry.split('/').map(Number);
  return new Date(2000 + year, month) <= new Date(); // a card is valid to the end of its month
}
