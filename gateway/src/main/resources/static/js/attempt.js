const key = 'palisade.payment';

/**
 * The payment under way, kept so that a second click, a reload or a retry repeats the same request with the same
 * idempotency key, and can never become a second order. It holds the provider's token, never a card number, and the total
 * that the person has agreed to.
 */
export function currentAttempt(person) {
  const attempt = JSON.parse(sessionStorage.getItem(key) ?? 'null');
  return attempt?.person === person ? attempt : null;
}

export function beginAttempt(person, { token, brand, last4, card }, expectedTotal) {
  const attempt = {
    person,
    token,
    card: card ?? [brand, last4 && `ending in ${last4}`].filter(Boolean).join(' '),
    expectedTotal,
    idempotencyKey: crypto.randomUUID(),
  };
  sessionStorage.setItem(key, JSON.stringify(attempt));
  return attempt;
}

export function forgetAttempt() {
  sessionStorage.removeItem(key);
}
