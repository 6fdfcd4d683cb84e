const readTimeout = 15_000; // the gateway gives up earlier and says why
const writeTimeout = 45_000; // a checkout waits for stock and payment

const plainTitles = {
  0: ['The shop cannot be reached', 'Check your connection and try again.'],
  401: ['Please sign in', 'Your session has ended.'],
  403: ['This is not allowed', 'Your account may not do this.'],
  404: ['Nothing here', 'This page or thing does not exist.'],
  429: ['A little too fast', 'Please wait a moment and try again.'],
  503: ['Not available right now', 'A part of the shop does not answer. Please try again in a moment.'],
};

/** What the server said in a problem document (RFC 9457), or what can be said without one. */
export class Problem extends Error {
  constructor(status, { type, title, detail, acr_values, max_age } = {}) {
    const [plainTitle, plainDetail] = plainTitles[status] ?? ['Something went wrong', 'Please try again.'];
    super(title || plainTitle);
    this.status = status;
    this.type = type ?? 'about:blank';
    this.title = title || plainTitle;
    this.detail = detail || (title ? '' : plainDetail);
    /** How a person who is signed in has to confirm it, if that is all that is missing (RFC 9470). */
    this.confirmation =
      status === 401 && type?.endsWith(':insufficient-user-authentication') && acr_values
        ? new URLSearchParams({ acr_values, max_age })
        : null;
  }

  /** Whether nobody is signed in any more. */
  get signedOut() {
    return this.status === 401 && !this.confirmation;
  }

  /** Whether the same request may succeed later. */
  get passing() {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

function csrfToken() {
  const cookie = document.cookie.split('; ').find((pair) => pair.startsWith('__Host-csrf='));
  return cookie && decodeURIComponent(cookie.slice('__Host-csrf='.length));
}

async function send(method, path, { body, headers = {}, signal } = {}) {
  const timeout = AbortSignal.timeout(method === 'GET' ? readTimeout : writeTimeout);
  try {
    return await fetch(path, {
      method,
      headers: {
        Accept: 'application/json, application/problem+json',
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: 'same-origin',
      cache: 'no-store',
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
  } catch (failure) {
    if (signal?.aborted) throw failure;
    throw new Problem(0);
  }
}

async function read(response) {
  const isJson = /\bjson\b/.test(response.headers.get('Content-Type') ?? '');
  let content;
  try {
    content = isJson ? await response.json() : undefined;
  } catch (failure) {
    if (failure.name === 'AbortError') throw failure;
    throw new Problem(response.ok ? 0 : response.status); // the answer broke off half-way
  }
  if (!response.ok) throw new Problem(response.status, content);
  return content;
}

/** A read. */
export async function get(path, signal, headers) {
  return read(await send('GET', path, { signal, headers }));
}

/** A write; it carries the CSRF token, which `GET /api/session` sets as a cookie. */
export async function write(method, path, body, headers = {}) {
  if (!csrfToken()) await send('GET', '/api/session');
  const token = csrfToken();
  return read(await send(method, path, { body, headers: token ? { ...headers, 'X-CSRF-TOKEN': token } : headers }));
}
