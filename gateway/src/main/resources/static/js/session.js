import { get, write } from './api.js';

const placeKey = 'palisade.place';
const signedOut = Object.freeze({ signedIn: false, name: '', roles: [] });

export const signInUrl = '/oauth2/authorization/palisade';

/** Who uses the shop. Fires `change`. */
class Session extends EventTarget {
  current = signedOut;

  async load() {
    this.#set(await get('/api/session'));
  }

  /** The server said that nobody is signed in any more. */
  end() {
    if (this.current.signedIn) this.#set(signedOut);
  }

  async signOut() {
    const answer = await write('POST', '/logout');
    sessionStorage.clear();
    this.#set(signedOut);
    if (answer?.location) location.assign(answer.location);
    else location.assign('/');
  }

  #set(session) {
    this.current = session.signedIn ? { name: 'You', roles: [], ...session } : signedOut;
    this.dispatchEvent(new Event('change'));
  }
}

export const session = new Session();

/** Signing in leaves the page, so the place is kept for the way back. */
export function rememberPlace() {
  sessionStorage.setItem(placeKey, location.hash);
}

export function takeRememberedPlace() {
  const place = sessionStorage.getItem(placeKey);
  sessionStorage.removeItem(placeKey);
  return place;
}
