import { get } from './api.js';

export const departments = [
  { slug: 'garden', name: 'Garden', line: 'Tools, pots and seeds that outlast the season.' },
  { slug: 'kitchen', name: 'Kitchen', line: 'A few good things to cook with every day.' },
  { slug: 'table', name: 'Table', line: 'For breakfast alone and dinner for eight.' },
  { slug: 'home', name: 'Home', line: 'Light, wool and wood for the rooms you live in.' },
  { slug: 'outdoor', name: 'Outdoor', line: 'For a night in the tent or an hour in the shade.' },
  { slug: 'stationery', name: 'Stationery', line: 'Paper, ink and what keeps a desk in order.' },
];

/** A merchandiser may have opened a department that this page does not know yet. */
export function departmentOf(slug) {
  return (
    departments.find((department) => department.slug === slug) ?? {
      slug,
      name: slug.charAt(0).toUpperCase() + slug.slice(1).replaceAll('-', ' '),
      line: '',
    }
  );
}

const seen = new Map();

export async function findProducts({ query = '', category = '', page = 0, size = 24 }, signal) {
  const found = await get(`/api/catalog/products?${new URLSearchParams({ query, category, page, size })}`, signal);
  found.items.forEach((product) => seen.set(product.id, product));
  return found;
}

export async function productById(id, signal) {
  const product = await get(`/api/catalog/products/${encodeURIComponent(id)}`, signal);
  seen.set(product.id, product);
  return product;
}

const missing = '/picture-missing.svg';

function image(size) {
  const picture = document.createElement('img');
  Object.assign(picture, { alt: '', width: size, height: size, loading: 'lazy', decoding: 'async' });
  picture.addEventListener('error', () => {
    if (!picture.src.endsWith(missing)) picture.src = missing;
  });
  return picture;
}

const pathOf = (product) => `/pictures/${encodeURIComponent(product.sku)}.svg`;

/** The picture stands beside the product's name, so it has no text of its own. */
export function pictureOf(product, size = 320) {
  const picture = image(size);
  picture.src = pathOf(product);
  return picture;
}

/** Carts and orders know a product by its id only. */
export function pictureById(id, size = 72) {
  const picture = image(size);
  const known = seen.get(id);
  if (known) picture.src = pathOf(known);
  else
    productById(id).then(
      (product) => (picture.src = pathOf(product)),
      () => (picture.src = missing),
    );
  return picture;
}
