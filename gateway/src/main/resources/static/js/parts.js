import { addToCart } from './cart.js';
import { pictureOf } from './catalog.js';
import { el } from './dom.js';
import { format } from './money.js';
import { rememberPlace, signInUrl } from './session.js';

/** Every page has exactly one; it takes the focus after a navigation. */
export const heading = (text, properties = {}) => el('h1', { tabindex: '-1', ...properties }, text);

export const button = (text, properties = {}) => el('button', { type: 'button', class: 'button', ...properties }, text);

export const linkButton = (text, href, properties = {}) => el('a', { href, class: 'button', ...properties }, text);

export function productLink(product) {
  return `#/product/${encodeURIComponent(product.id)}`;
}

export function productCard(product) {
  const add = product.available
    ? button('Add to cart', {
        class: 'button small',
        testid: 'add-to-cart',
        'aria-label': `Add to cart: ${product.name}`,
      })
    : button('Sold out', { class: 'button small', testid: 'add-to-cart', disabled: true });
  add.addEventListener('click', () => whileBusy(add, () => addToCart(product)));
  return el(
    'li',
    { class: 'card', testid: 'product-card' },
    el('div', { class: 'card-picture' }, pictureOf(product)),
    el('h2', { class: 'card-name' }, el('a', { href: productLink(product) }, product.name)),
    el('div', { class: 'card-end' }, el('span', { class: 'price' }, format(product.price)), add),
  );
}

/** A button that cannot be pressed twice while its work is under way. */
export async function whileBusy(control, work) {
  if (control.getAttribute('aria-busy') === 'true') return;
  control.setAttribute('aria-busy', 'true');
  try {
    await work();
  } finally {
    control.removeAttribute('aria-busy');
  }
}

/** What went wrong, in the server's words, and a way on where there is one. */
export function problemBox(problem, { retry, actions = [] } = {}) {
  const again =
    retry && problem.passing && button('Try again', { class: 'button small', testid: 'retry', onclick: retry });
  const confirm =
    problem.confirmation &&
    linkButton('Confirm that it is you', `${signInUrl}?${problem.confirmation}`, {
      class: 'button small',
      testid: 'confirm',
      onclick: rememberPlace,
    });
  return el(
    'div',
    { class: 'problem', role: 'alert', testid: 'problem' },
    el('p', { class: 'problem-title' }, problem.title),
    problem.detail && el('p', {}, problem.detail),
    (again || confirm || actions.length > 0) && el('p', { class: 'actions' }, again, confirm, ...actions),
  );
}

export function signInPanel(text) {
  return el(
    'section',
    { class: 'panel centred' },
    heading('Please sign in'),
    el('p', {}, text),
    linkButton('Sign in', signInUrl, { testid: 'sign-in-here', onclick: rememberPlace }),
  );
}

export function emptyPanel(title, text, ...actions) {
  return el(
    'section',
    { class: 'panel centred' },
    heading(title),
    el('p', {}, text),
    el('p', { class: 'actions' }, ...actions),
  );
}

/** Links to the pages before and after; `hrefOf` gets a page number that starts at 0. */
export function paging({ page, size, total }, hrefOf) {
  const pages = Math.ceil(total / size);
  if (pages < 2) return null;
  const step = (text, target, rel) =>
    target < 0 || target >= pages
      ? el('span', { class: 'button small quiet', 'aria-disabled': 'true' }, text)
      : linkButton(text, hrefOf(target), { class: 'button small quiet', rel });
  return el(
    'nav',
    { class: 'paging', 'aria-label': 'Pages' },
    step('Back', page - 1, 'prev'),
    el('span', {}, `Page ${page + 1} of ${pages}`),
    step('Next', page + 1, 'next'),
  );
}

export function dateOf(instant) {
  if (!instant) return null;
  const text = new Intl.DateTimeFormat('en-IE', { dateStyle: 'long', timeStyle: 'short' }).format(new Date(instant));
  return el('time', { datetime: instant }, text);
}

/** Goods, delivery and tax, line by line, of a cart or an order. The total is the server's, never added up here. */
export function billLines({ goods, shipping, tax, total }, { testid } = {}) {
  const line = (name, value) => [el('dt', {}, name), el('dd', { class: 'price' }, value)];
  return el(
    'dl',
    { class: 'bill' },
    ...line('Goods', format(goods)),
    ...line('Delivery', Number(shipping.amount) === 0 ? 'free' : format(shipping)),
    el('dt', { class: 'bill-total' }, 'Total'),
    el('dd', { class: 'price big bill-total', testid }, format(total)),
    ...line(`VAT in it (${Number(tax.percent)} %)`, format(tax.amount)),
  );
}

/** What a line cost when the person last changed it, if that was another price. */
export function priceChange({ price, priceBefore }) {
  if (!priceBefore) return null;
  return el('span', { class: 'price-change', testid: 'price-change' }, `was ${format(priceBefore)}, now ${format(price)}`);
}
