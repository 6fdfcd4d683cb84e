import { Problem, get, write } from './api.js';
import { clearToast, el, toast } from './dom.js';
import { rememberPlace, session, signInUrl } from './session.js';

const pendingKey = 'palisade.pending';
export const most = 99; // pieces of one product
const empty = Object.freeze({ items: [], total: null });

/** The person's cart as the server last told it. Fires `change`. */
class Cart extends EventTarget {
  current = empty;
  #queue = Promise.resolve();

  get pieces() {
    return this.current.items.reduce((sum, item) => sum + item.quantity, 0);
  }

  async load(signal) {
    return this.#set(await get('/api/cart', signal));
  }

  put(productId, quantity) {
    return this.#inTurn(() => write('PUT', `/api/cart/items/${encodeURIComponent(productId)}`, { quantity }));
  }

  remove(productId) {
    return this.#inTurn(() => write('DELETE', `/api/cart/items/${encodeURIComponent(productId)}`));
  }

  add(productId, quantity) {
    return this.#inTurn(async () => {
      const { items } = await get('/api/cart'); // another tab may have changed it
      const before = items.find((item) => item.productId === productId)?.quantity ?? 0;
      const after = Math.min(most, before + quantity);
      return write('PUT', `/api/cart/items/${encodeURIComponent(productId)}`, { quantity: after });
    });
  }

  forget() {
    this.#set(empty);
  }

  /** One change after the other, so that the last answer is the newest cart. */
  #inTurn(change) {
    const result = this.#queue.then(async () => this.#set(await change()));
    this.#queue = result.catch(() => {});
    return result;
  }

  #set(cart) {
    this.current = cart;
    this.dispatchEvent(new Event('change'));
    return cart;
  }
}

export const cart = new Cart();

/** Puts a product into the cart, or offers to sign in first and keeps it in mind. */
export async function addToCart({ id, name }, quantity = 1) {
  if (!session.current.signedIn) return offerSignIn({ id, name, quantity });
  try {
    await cart.add(id, quantity);
    toast(`In your cart: ${name}`, { action: el('a', { href: '#/cart', class: 'toast-action' }, 'See the cart') });
  } catch (problem) {
    if (problem.signedOut) {
      session.end();
      offerSignIn({ id, name, quantity });
    } else {
      sayProblem(problem);
    }
  }
}

export function sayProblem(problem) {
  if (!(problem instanceof Problem)) throw problem;
  toast([problem.title, problem.detail].filter(Boolean).join(': '), { stays: true });
}

function offerSignIn(pending) {
  sessionStorage.setItem(pendingKey, JSON.stringify(pending));
  toast(`Sign in to put “${pending.name}” into your cart.`, {
    stays: true,
    action: el(
      'a',
      { href: signInUrl, class: 'toast-action', testid: 'sign-in-to-add', onclick: rememberPlace },
      'Sign in',
    ),
  });
}

/** After the way back from signing in. */
export async function addPending() {
  const pending = sessionStorage.getItem(pendingKey);
  if (!pending || !session.current.signedIn) return;
  sessionStorage.removeItem(pendingKey);
  clearToast();
  const { id, name, quantity } = JSON.parse(pending);
  await addToCart({ id, name }, quantity);
}
