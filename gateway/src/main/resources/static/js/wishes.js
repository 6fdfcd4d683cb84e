import { get, write } from './api.js';
import { cart, sayProblem, seeTheCart } from './cart.js';
import { el, toast } from './dom.js';
import { rememberPlace, session, signInUrl } from './session.js';

const pendingKey = 'palisade.pending-wish';

/** The person's wish list as the server last told it. Fires `change`. */
class Wishes extends EventTarget {
  items = [];
  #queue = Promise.resolve();

  has(productId) {
    return this.items.some((item) => item.productId === productId);
  }

  load(signal) {
    return this.#inTurn(() => get('/api/wishlist', signal));
  }

  put(productId) {
    return this.#inTurn(() => write('PUT', `/api/wishlist/items/${encodeURIComponent(productId)}`));
  }

  remove(productId) {
    return this.#inTurn(() => write('DELETE', `/api/wishlist/items/${encodeURIComponent(productId)}`));
  }

  move(productId) {
    return this.#inTurn(async () => {
      await cart.moveWish(productId);
      return { items: this.items.filter((item) => item.productId !== productId) };
    });
  }

  forget() {
    this.#set({ items: [] });
  }

  /** One request after the other, so that the last answer is the newest list. */
  #inTurn(request) {
    const result = this.#queue.then(async () => this.#set(await request()));
    this.#queue = result.catch(() => {});
    return result;
  }

  #set({ items }) {
    this.items = items;
    this.dispatchEvent(new Event('change'));
  }
}

export const wishes = new Wishes();

/** Saves a product for later, or no longer. */
export async function toggleWish(product) {
  if (!session.current.signedIn) return offerSignIn(product);
  try {
    if (wishes.has(product.id)) await wishes.remove(product.id);
    else await wishes.put(product.id);
  } catch (problem) {
    if (problem.status !== 401) return sayProblem(problem);
    session.end();
    offerSignIn(product);
  }
}

export async function moveToCart({ productId, name }) {
  await wishes.move(productId);
  toast(`In your cart: ${name}`, { action: seeTheCart() });
}

function offerSignIn({ id, name }) {
  sessionStorage.setItem(pendingKey, id);
  toast(`Sign in to save “${name}” for later.`, {
    stays: true,
    action: el(
      'a',
      { href: signInUrl, class: 'toast-action', testid: 'sign-in-to-save', onclick: rememberPlace },
      'Sign in',
    ),
  });
}

/** After the way back from signing in: the list, with what was wished for before. */
export async function loadWishes() {
  if (!session.current.signedIn) return;
  const pending = sessionStorage.getItem(pendingKey);
  sessionStorage.removeItem(pendingKey);
  await (pending ? wishes.put(pending) : wishes.load());
}
