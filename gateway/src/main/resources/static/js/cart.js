import { Problem, get, write } from './api.js';
import { el, toast } from './dom.js';
import { session } from './session.js';

const guestKey = 'palisade.guest-cart';
export const most = 99; // pieces of one product
const empty = Object.freeze({ items: [], total: null });

/** What a visitor's cart is asked for with, on this device until it is merged. A header, so it is in no address. */
const guest = {
  get headers() {
    const id = localStorage.getItem(guestKey);
    return id && { 'Guest-Cart': id };
  },
  async create() {
    const { id } = await write('POST', '/api/guest-cart');
    localStorage.setItem(guestKey, id);
  },
  forget() {
    localStorage.removeItem(guestKey);
  },
};

const isGone = (problem) => problem.status === 404 && problem.type.endsWith(':not-found');

/** The cart as the server last told it: the person's, or the visitor's who has not signed in. Fires `change`. */
class Cart extends EventTarget {
  current = empty;
  #queue = Promise.resolve();

  get pieces() {
    return this.current.items.reduce((sum, item) => sum + item.quantity, 0);
  }

  async load(signal) {
    return this.#set(await this.#read(signal));
  }

  put(productId, quantity) {
    return this.#inTurn(() => this.#write('PUT', productId, { quantity }));
  }

  remove(productId) {
    return this.#inTurn(() => this.#write('DELETE', productId));
  }

  add(productId, quantity) {
    return this.#inTurn(async () => {
      const { items } = await this.#read(); // another tab may have changed it
      const before = items.find((item) => item.productId === productId)?.quantity ?? 0;
      const after = Math.min(most, before + quantity);
      if (!session.current.signedIn && !guest.headers) await guest.create();
      return this.#write('PUT', productId, { quantity: after });
    });
  }

  /** Moves a wish into the cart. */
  moveWish(productId) {
    return this.#inTurn(() => write('POST', `/api/wishlist/items/${encodeURIComponent(productId)}/move`));
  }

  /** After signing in: what was put in before comes along. Answers what there was no room for. */
  async merge() {
    const headers = guest.headers;
    if (!headers) return [];
    try {
      const { capped } = await this.#inTurn(() => write('POST', '/api/cart/merge', undefined, headers));
      guest.forget();
      return capped;
    } catch (problem) {
      if (problem.status === 400) guest.forget(); // it never was one
      throw problem; // anything else: the next page tries again, and it is merged once
    }
  }

  forget() {
    this.#set(empty);
  }

  async #read(signal) {
    if (session.current.signedIn) return get('/api/cart', signal);
    if (!guest.headers) return empty;
    try {
      return await get('/api/guest-cart', signal, guest.headers);
    } catch (problem) {
      if (!isGone(problem) && problem.status !== 400) throw problem;
      guest.forget(); // it has ended
      return empty;
    }
  }

  #write(method, productId, body) {
    const item = `items/${encodeURIComponent(productId)}`;
    return session.current.signedIn
      ? write(method, `/api/cart/${item}`, body)
      : write(method, `/api/guest-cart/${item}`, body, guest.headers ?? {});
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

export const seeTheCart = () => el('a', { href: '#/cart', class: 'toast-action' }, 'See the cart');

/** Puts a product into the cart; nobody needs to sign in for that. */
export async function addToCart({ id, name }, quantity = 1) {
  try {
    await cart.add(id, quantity);
    toast(`In your cart: ${name}`, { action: seeTheCart() });
  } catch (problem) {
    if (problem.signedOut && session.current.signedIn) {
      session.end(); // what is put in now is merged when they sign in again
      return addToCart({ id, name }, quantity);
    }
    sayProblem(problem);
  }
}

export function sayProblem(problem) {
  if (!(problem instanceof Problem)) throw problem;
  toast([problem.title, problem.detail].filter(Boolean).join(': '), { stays: true });
}

/** After the way back from signing in. */
export async function mergeGuestCart() {
  if (!session.current.signedIn) return;
  try {
    const capped = await cart.merge();
    if (capped.length > 0) {
      const lines = capped.map(({ name, leftOut }) => `${leftOut} × ${name}`).join(', ');
      toast(`Your cart has no room for all you put in before: ${lines} left out.`, { stays: true });
    }
  } catch (problem) {
    if (problem.status !== 400) sayProblem(problem);
  }
}
