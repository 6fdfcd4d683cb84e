import { Problem } from './js/api.js';
import { cart, mergeGuestCart, sayProblem } from './js/cart.js';
import { departments } from './js/catalog.js';
import { byId, clearToast, el } from './js/dom.js';
import { button, emptyPanel, heading, linkButton, problemBox, signInPanel, whileBusy } from './js/parts.js';
import { cartPage } from './js/pages/cart.js';
import { checkoutPage } from './js/pages/checkout.js';
import { orderPage } from './js/pages/order.js';
import { ordersPage } from './js/pages/orders.js';
import { productPage } from './js/pages/product.js';
import { shelfHash, shelfPage, shelfSkeleton } from './js/pages/shelf.js';
import { wishListPage } from './js/pages/wishlist.js';
import { rememberPlace, session, signInUrl, takeRememberedPlace } from './js/session.js';
import { loadWishes, wishes } from './js/wishes.js';

const skeletonAfter = 150; // ms; a faster answer needs none
const searchPause = 250; // ms after the last keystroke

const main = byId('main');
const search = byId('search');

const routes = [
  [/^\/?$/, () => ({ load: shelfPage, skeleton: shelfSkeleton })],
  [/^\/category\/([^/]+)$/, (category) => ({ load: shelfPage, category, skeleton: shelfSkeleton })],
  [/^\/product\/([^/]+)$/, (id) => ({ load: productPage, id })],
  [/^\/cart$/, () => ({ load: cartPage })],
  [/^\/wishlist$/, () => ({ load: wishListPage, personal: 'What you save for later is kept with your account.' })],
  [/^\/checkout$/, () => ({ load: checkoutPage, personal: 'To pay, please sign in first.' })],
  [/^\/orders$/, () => ({ load: ordersPage, personal: 'Your orders are kept with your account.' })],
  [/^\/orders\/([^/]+)$/, (id) => ({ load: orderPage, id, personal: 'Your orders are kept with your account.' })],
];

function parse(hash) {
  const [path, parameters] = hash.replace(/^#/, '').split('?');
  const query = new URLSearchParams(parameters);
  for (const [pattern, route] of routes) {
    const match = pattern.exec(path);
    if (!match) continue;
    try {
      return { ...route(...match.slice(1).map(decodeURIComponent)), query };
    } catch {
      break; // the address is not well-formed
    }
  }
  return { load: notFoundPage, query };
}

async function notFoundPage() {
  return {
    title: 'Nothing here',
    node: emptyPanel('Nothing here', 'This address leads nowhere.', linkButton('See all products', '#/')),
  };
}

let leaving = new AbortController();
let shown = location.hash;
let followedLink = true;
const scrolls = new Map();

/** Shows the page that the address names. While someone types a search, the focus stays with them. */
async function show({ typing = false } = {}) {
  leaving.abort();
  const visit = (leaving = new AbortController());
  const route = parse(location.hash);
  const scroll = followedLink ? 0 : (scrolls.get(location.hash) ?? 0);
  shown = location.hash;
  followedLink = false;
  markDepartment(route);
  if (!typing && (moved || !search.value)) search.value = route.query.get('query') ?? ''; // the first page took its time

  main.setAttribute('aria-busy', 'true');
  if (!typing) main.replaceChildren(); // nothing of the page before can be pressed any more
  const patience = setTimeout(() => {
    if (!typing) main.replaceChildren(route.skeleton?.() ?? plainSkeleton());
  }, skeletonAfter);

  let page;
  try {
    page =
      route.personal && !session.current.signedIn
        ? { title: 'Please sign in', node: signInPanel(route.personal) }
        : await route.load({ ...route, signal: visit.signal });
  } catch (failure) {
    if (visit.signal.aborted) return;
    page = failed(failure, route);
  } finally {
    clearTimeout(patience);
  }
  if (visit.signal.aborted) return;

  main.removeAttribute('aria-busy');
  main.replaceChildren(page.node);
  document.title = `${page.title} · Palisade`;
  if (typing) return;
  window.scrollTo(0, scroll);
  if (moved && !main.contains(document.activeElement)) main.querySelector('h1')?.focus({ preventScroll: true });
  moved = true;
}

let moved = false; // the first page is shown without moving the focus

function failed(failure, route) {
  if (failure.signedOut) {
    session.end();
    return { title: 'Please sign in', node: signInPanel(route.personal ?? 'Your session has ended.') };
  }
  const problem = failure instanceof Problem ? failure : new Problem(-1);
  if (!(failure instanceof Problem)) console.error(failure);
  const title = problem.status === 404 ? 'Nothing here' : 'That did not work';
  return {
    title,
    node: el(
      'section',
      { class: 'panel centred' },
      heading(title),
      problemBox(problem, { retry: () => show() }),
      el('p', { class: 'actions' }, linkButton('See all products', '#/', { class: 'button quiet' })),
    ),
  };
}

function plainSkeleton() {
  return el(
    'div',
    { class: 'skeleton', 'aria-hidden': 'true' },
    el('div', { class: 'bone bone-title' }),
    el('div', { class: 'bone bone-block' }),
  );
}

function markDepartment(route) {
  const current = route.load === shelfPage ? (route.category ?? 'all') : '';
  for (const link of byId('departments').querySelectorAll('a')) {
    if (link.dataset.testid === `category-${current}`) {
      link.setAttribute('aria-current', 'page');
      byId('departments').scrollLeft = link.offsetLeft - link.offsetWidth; // in sight on a narrow screen
    } else {
      link.removeAttribute('aria-current');
    }
  }
}

function showDepartments() {
  const entry = (slug, name) =>
    el(
      'li',
      {},
      el('a', { href: shelfHash({ category: slug === 'all' ? '' : slug }), testid: `category-${slug}` }, name),
    );
  byId('departments').append(entry('all', 'All'), ...departments.map(({ slug, name }) => entry(slug, name)));
}

function showPerson() {
  const { signedIn, name } = session.current;
  if (!signedIn) {
    byId('person').replaceChildren(
      el('a', { class: 'plain-link', href: signInUrl, testid: 'sign-in', onclick: rememberPlace }, 'Sign in'),
    );
    return;
  }
  const leave = button('Sign out', { class: 'link', testid: 'sign-out' });
  leave.addEventListener('click', () => whileBusy(leave, () => session.signOut().catch(sayProblem)));
  byId('person').replaceChildren(
    el('span', { class: 'person-name', testid: 'person-name' }, name),
    el('a', { class: 'plain-link', href: '#/orders', testid: 'orders-link' }, 'Orders'),
    leave,
  );
}

function showCartCount() {
  const pieces = cart.pieces;
  byId('cart-count').textContent = pieces;
  byId('cart-count').classList.toggle('some', pieces > 0);
  byId('cart-link').setAttribute('aria-label', `Cart, ${pieces === 1 ? '1 piece' : `${pieces} pieces`}`);
}

function listenToSearch() {
  let timer;
  const look = () => {
    clearTimeout(timer);
    const route = parse(location.hash);
    const onShelf = route.load === shelfPage;
    const target = shelfHash({ category: onShelf ? route.category : '', query: search.value.trim() });
    if (target === (location.hash || '#/')) return;
    // one step back leaves the search, however many letters it had
    history[onShelf ? 'replaceState' : 'pushState'](null, '', target);
    clearToast();
    show({ typing: true });
  };
  search.addEventListener('input', () => {
    clearTimeout(timer);
    const place = location.hash;
    timer = setTimeout(() => {
      if (location.hash === place) look(); // who has moved on meanwhile is not called back
    }, searchPause);
  });
  byId('search-form').addEventListener('submit', (event) => {
    event.preventDefault();
    look();
  });
}

function listenToMoves() {
  history.scrollRestoration = 'manual'; // content arrives later than the browser would scroll
  window.addEventListener('scroll', () => main.hasAttribute('aria-busy') || scrolls.set(shown, window.scrollY), {
    passive: true,
  });
  document.addEventListener('click', (event) => {
    if (event.target.closest?.('a[href^="#"]')) followedLink = true;
  });
  window.addEventListener('hashchange', () => {
    if (!('stays' in byId('toasts').dataset)) clearToast();
    show();
  });
  byId('skip').addEventListener('click', (event) => {
    event.preventDefault();
    followedLink = false;
    main.focus();
  });
}

async function start() {
  showDepartments();
  listenToSearch();
  listenToMoves();
  session.addEventListener('change', showPerson);
  cart.addEventListener('change', showCartCount);

  await session.load().catch(() => showPerson()); // browsing needs nobody

  const place = takeRememberedPlace();
  if (place && !location.hash) history.replaceState(null, '', place);

  // someone whose session ends on a page of their own is asked to sign in
  session.addEventListener('change', () => {
    if (session.current.signedIn) return;
    cart.forget();
    wishes.forget();
    const { personal, load } = parse(location.hash);
    if (personal || load === cartPage) show();
  });

  await mergeGuestCart();
  const extras = [cart.load(), loadWishes()].map((one) => one.catch(() => {})); // the pages say what is wrong
  await Promise.all([show(), ...extras]);
}

start();
