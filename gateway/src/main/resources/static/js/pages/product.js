import { addToCart, most } from '../cart.js';
import { departmentOf, findProducts, pictureOf, productById } from '../catalog.js';
import { el, icon } from '../dom.js';
import { format } from '../money.js';
import { button, heading, productLink, whileBusy } from '../parts.js';
import { toggleWish, wishes } from '../wishes.js';

const heart = 'M12 20.3 4.2 12.6a4.9 4.9 0 0 1 0-7 5 5 0 0 1 7 0l.8.8.8-.8a5 5 0 0 1 7 0 4.9 4.9 0 0 1 0 7z';

export async function productPage({ id, signal }) {
  const product = await productById(id, signal);
  const department = departmentOf(product.category);
  const related = el('section', { class: 'related', hidden: true });
  fillRelated(related, product, signal);
  const node = el(
    'div',
    {},
    el(
      'nav',
      { class: 'crumbs', 'aria-label': 'Where you are' },
      el('a', { href: '#/' }, 'All products'),
      el('a', { href: `#/category/${encodeURIComponent(product.category)}` }, department.name),
    ),
    el(
      'article',
      { class: 'product', testid: 'product-page' },
      el('div', { class: 'product-picture' }, pictureOf(product, 640)),
      el(
        'div',
        { class: 'product-text' },
        heading(product.name),
        el('p', { class: 'price big' }, format(product.price)),
        el('p', { class: 'description' }, product.description),
        product.available
          ? el('p', { class: 'stock there' }, 'In stock, ready to send')
          : el('p', { class: 'stock' }, 'Sold out at the moment'),
        product.available && buyForm(product),
        saveButton(product, signal),
        el('p', { class: 'faint' }, `Article ${product.sku}`),
      ),
    ),
    related,
  );
  return { title: product.name, node };
}

function buyForm(product) {
  const quantity = el('input', {
    id: 'add-quantity',
    type: 'number',
    inputmode: 'numeric',
    min: 1,
    max: most,
    value: 1,
    required: true,
    class: 'field short',
    testid: 'add-quantity',
  });
  const add = button('Add to cart', { type: 'submit', testid: 'add-to-cart' });
  return el(
    'form',
    {
      class: 'buy',
      onsubmit: (event) => {
        event.preventDefault();
        whileBusy(add, () => addToCart(product, quantity.valueAsNumber));
      },
    },
    el('label', { for: 'add-quantity', class: 'hidden' }, 'Quantity'),
    quantity,
    add,
  );
}

/** Pressed while the product is on the wish list. */
function saveButton(product, signal) {
  const save = button('', { class: 'button quiet save', testid: 'save', 'aria-pressed': 'false' });
  save.append(icon(heart), 'Save for later');
  const show = () => save.setAttribute('aria-pressed', wishes.has(product.id));
  show();
  wishes.addEventListener('change', show, { signal });
  save.addEventListener('click', () => whileBusy(save, () => toggleWish(product)));
  return save;
}

/** An extra: when it fails, the page is complete without it. */
async function fillRelated(section, product, signal) {
  try {
    const { items } = await findProducts({ category: product.category, size: 12 }, signal);
    const at = items.findIndex((other) => other.id === product.id);
    const others = [...items.slice(at + 1), ...items.slice(0, Math.max(at, 0))].slice(0, 4);
    if (others.length === 0) return;
    section.append(
      el('h2', {}, `More from ${departmentOf(product.category).name}`),
      el(
        'ul',
        { class: 'related-list' },
        ...others.map((other) =>
          el(
            'li',
            {},
            el(
              'a',
              { href: productLink(other) },
              pictureOf(other, 160),
              el('span', {}, other.name),
              el('span', { class: 'price' }, format(other.price)),
            ),
          ),
        ),
      ),
    );
    section.hidden = false;
  } catch {
    section.remove();
  }
}
