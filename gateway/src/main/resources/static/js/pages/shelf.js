import { departmentOf, findProducts } from '../catalog.js';
import { announce, el } from '../dom.js';
import { emptyPanel, heading, linkButton, paging, productCard } from '../parts.js';

export function shelfHash({ category = '', query = '', page = 0 }) {
  const parameters = new URLSearchParams();
  if (query) parameters.set('query', query);
  if (page > 0) parameters.set('page', page + 1); // people count from 1
  const search = parameters.size ? `?${parameters}` : '';
  return `#/${category ? `category/${encodeURIComponent(category)}` : ''}${search}`;
}

/** All goods, those of one department, or what a search found. */
export async function shelfPage({ category = '', query, signal }) {
  const words = (query.get('query') ?? '').trim();
  const page = Math.max(0, (Number.parseInt(query.get('page'), 10) || 1) - 1);
  const found = await findProducts({ query: words, category, page }, signal);
  const department = category && departmentOf(category);
  const count = found.total === 1 ? '1 product' : `${found.total} products`;
  if (words) announce(`${count} for ${words}`);

  if (found.items.length === 0) return { title: 'Nothing found', node: nothing(words, department) };

  const title = words
    ? `“${words}”${department ? ` in ${department.name}` : ''}`
    : (department?.name ?? 'All products');
  const node = el(
    'div',
    {},
    !words && !category && page === 0
      ? hero()
      : el('div', { class: 'shelf-head' }, heading(title), line(words, department)),
    el(
      'p',
      { class: 'count' },
      count,
      words && category && el('a', { href: shelfHash({ query: words }) }, 'Search all departments'),
    ),
    el('ul', { class: 'cards' }, ...found.items.map(productCard)),
    paging(found, (target) => shelfHash({ category, query: words, page: target })),
  );
  return { title, node };
}

function line(words, department) {
  return !words && department?.line ? el('p', { class: 'lead' }, department.line) : null;
}

function hero() {
  return el(
    'section',
    { class: 'hero' },
    el(
      'div',
      { class: 'hero-text' },
      heading('Good things for house and garden'),
      el('p', { class: 'lead' }, 'Made with care, meant to be used for years, and simple to repair.'),
    ),
    el('img', { src: '/hero.svg', alt: '', width: 640, height: 300 }),
  );
}

function nothing(words, department) {
  const where = department ? ` in ${department.name}` : '';
  const text = words ? `Nothing${where} matches “${words}”.` : `There is nothing${where} at the moment.`;
  return emptyPanel(
    'Nothing found',
    text,
    words && department && linkButton('Search all departments', shelfHash({ query: words })),
    linkButton('See all products', '#/', { class: 'button quiet' }),
  );
}

export function shelfSkeleton() {
  return el(
    'div',
    { class: 'skeleton', 'aria-hidden': 'true' },
    el('div', { class: 'bone bone-title' }),
    el('div', { class: 'cards' }, ...Array.from({ length: 8 }, () => el('div', { class: 'bone bone-card' }))),
  );
}
