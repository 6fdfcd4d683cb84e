/** `{"amount":"19.90","currency":"EUR"}` as people write it. The amount stays a decimal string: no rounding. */
export function format(money) {
  return new Intl.NumberFormat('en-IE', { style: 'currency', currency: money.currency }).format(money.amount);
}

/** The exact price of several pieces. */
export function times(money, quantity) {
  const [whole, fraction = ''] = money.amount.split('.');
  const digits = String(BigInt(whole + fraction) * BigInt(quantity)).padStart(fraction.length + 1, '0');
  const point = digits.length - fraction.length;
  return { amount: fraction ? `${digits.slice(0, point)}.${digits.slice(point)}` : digits, currency: money.currency };
}
