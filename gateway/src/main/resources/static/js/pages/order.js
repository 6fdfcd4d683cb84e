import { get } from '../api.js';
import { pictureById } from '../catalog.js';
import { announce, el } from '../dom.js';
import { format, times } from '../money.js';
import { billLines, dateOf, heading, linkButton } from '../parts.js';

const meanings = {
  PLACED: 'We have your order and are setting the goods aside.',
  RESERVED: 'The goods are set aside; the payment is under way.',
  PAID: 'The payment went through; we are confirming the order.',
  CONFIRMED: 'Paid and confirmed. We are packing it.',
  CANCELLED: 'Cancelled. Nothing was charged, or it has been returned.',
  DECLINED: 'The card was declined. Nothing was charged.',
};

const everySoOften = 3000; // ms between two looks at an order that is under way
const looks = 40; // two minutes; the worker settles an order sooner

let welcomed;

/** Marks an order as just placed: its page says thank you. */
export function welcomeOrder(order) {
  welcomed = order.id;
}

export const isUnderWay = (order) => ['PLACED', 'RESERVED', 'PAID'].includes(order.status);

export const shortId = (order) => order.id.slice(0, 8).toUpperCase();

export function statusBadge(order) {
  return el('span', { class: 'badge', 'data-status': order.status, testid: 'order-status' }, order.status);
}

export async function orderPage({ id, signal }) {
  const order = await get(`/api/orders/${encodeURIComponent(id)}`, signal);
  const thanks = welcomed === order.id;
  welcomed = undefined;
  const state = el('div', { class: 'order-state' });
  showState(state, order);
  if (isUnderWay(order)) follow(state, order, signal);
  const node = el(
    'div',
    {},
    thanks ? thankYou(order) : heading(`Order ${shortId(order)}`),
    el(
      'div',
      { class: 'two' },
      el(
        'ul',
        { class: 'lines' },
        ...order.items.map((item) =>
          el(
            'li',
            { class: 'line plain' },
            pictureById(item.productId),
            el(
              'div',
              { class: 'line-text' },
              el('a', { href: `#/product/${encodeURIComponent(item.productId)}`, class: 'line-name' }, item.name),
              el('span', { class: 'faint' }, `${item.quantity} × ${format(item.price)}`),
            ),
            el('span', { class: 'price line-sum' }, format(times(item.price, item.quantity))),
          ),
        ),
      ),
      el(
        'aside',
        { class: 'panel sum' },
        state,
        billLines(order),
        el(
          'dl',
          {},
          ...(order.placedAt ? fact('Placed', dateOf(order.placedAt)) : []),
          ...fact('Order', el('span', { class: 'id', testid: 'order-id' }, order.id)),
          ...(order.paymentId ? fact('Payment', el('span', { class: 'id' }, order.paymentId)) : []),
        ),
        el('p', { class: 'actions' }, linkButton('All orders', '#/orders', { class: 'button small quiet' })),
      ),
    ),
  );
  return { title: thanks ? 'Thank you' : `Order ${shortId(order)}`, node };
}

const fact = (name, value) => [el('dt', {}, name), el('dd', {}, value)];

function thankYou(order) {
  return el(
    'div',
    { class: 'thanks' },
    heading('Thank you for your order'),
    el(
      'p',
      { class: 'lead' },
      isUnderWay(order)
        ? 'It is on its way through the till; this page follows it.'
        : 'You will find it again under “Orders”.',
    ),
  );
}

function showState(state, order) {
  state.replaceChildren(statusBadge(order), el('p', {}, meanings[order.status] ?? ''));
}

async function follow(state, order, signal) {
  for (let look = 0; look < looks && isUnderWay(order); look++) {
    await new Promise((resolve) => setTimeout(resolve, everySoOften));
    if (signal.aborted) return;
    try {
      const now = await get(`/api/orders/${encodeURIComponent(order.id)}`, signal);
      if (now.status !== order.status) {
        showState(state, now);
        announce(meanings[now.status] ?? now.status);
      }
      order = now;
    } catch {
      // the next look may succeed, and the page shows the last state that is known
    }
  }
}
