import { get } from '../api.js';
import { el } from '../dom.js';
import { format } from '../money.js';
import { dateOf, emptyPanel, heading, linkButton, paging } from '../parts.js';
import { shortId, statusBadge } from './order.js';

export async function ordersPage({ query, signal }) {
  const page = Math.max(0, (Number.parseInt(query.get('page'), 10) || 1) - 1);
  const orders = await get(`/api/orders?${new URLSearchParams({ page, size: 20 })}`, signal);
  if (orders.items.length === 0) {
    return {
      title: 'Your orders',
      node: emptyPanel(
        'No orders yet',
        'Your orders and how they are doing will be here.',
        linkButton('Look around', '#/'),
      ),
    };
  }
  const node = el(
    'div',
    {},
    heading('Your orders'),
    el('ul', { class: 'orders' }, ...orders.items.map(row)),
    paging(orders, (target) => (target > 0 ? `#/orders?page=${target + 1}` : '#/orders')),
  );
  return { title: 'Your orders', node };
}

function row(order) {
  const names = order.items
    .map((item) => (item.quantity > 1 ? `${item.quantity} × ${item.name}` : item.name))
    .join(', ');
  return el(
    'li',
    { class: 'order-row', testid: 'order-row' },
    el(
      'div',
      { class: 'order-row-text' },
      el('a', { href: `#/orders/${encodeURIComponent(order.id)}`, class: 'line-name' }, `Order ${shortId(order)}`),
      el('span', { class: 'faint' }, dateOf(order.placedAt)),
      el('span', { class: 'names' }, names),
    ),
    statusBadge(order),
    el('span', { class: 'price' }, format(order.total)),
  );
}
