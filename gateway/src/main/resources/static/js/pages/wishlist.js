import { sayProblem } from '../cart.js';
import { pictureById } from '../catalog.js';
import { announce, el } from '../dom.js';
import { format } from '../money.js';
import { button, emptyPanel, heading, linkButton, whileBusy } from '../parts.js';
import { session } from '../session.js';
import { moveToCart, wishes } from '../wishes.js';

export async function wishListPage({ signal }) {
  await wishes.load(signal);
  const node = el('div', {});
  show(node);
  return { title: 'Saved for later', node };
}

function show(node) {
  if (wishes.items.length === 0) {
    node.replaceChildren(
      emptyPanel(
        'Nothing saved yet',
        'Press “Save for later” on a product, and you find it here again.',
        linkButton('Look around', '#/'),
      ),
    );
    return;
  }
  node.replaceChildren(
    heading('Saved for later'),
    el('ul', { class: 'lines wishes' }, ...wishes.items.map((wish) => line(wish, node))),
  );
}

function line(wish, node) {
  const change = (control, work, said) =>
    whileBusy(control, async () => {
      try {
        await work();
        show(node);
        node.querySelector('h1').focus();
        if (said) announce(said);
      } catch (problem) {
        if (problem.signedOut) session.end();
        else sayProblem(problem);
      }
    });
  const move = button('Move to cart', {
    class: 'button small',
    testid: 'move-to-cart',
    'aria-label': `Move to cart: ${wish.name}`,
    onclick: () => change(move, () => moveToCart(wish)),
  });
  const remove = button('Remove', {
    class: 'link',
    testid: 'remove-wish',
    'aria-label': `Remove ${wish.name}`,
    onclick: () => change(remove, () => wishes.remove(wish.productId), `Removed: ${wish.name}`),
  });
  return el(
    'li',
    { class: 'line wish', testid: 'wish' },
    pictureById(wish.productId),
    el(
      'div',
      { class: 'line-text' },
      el('a', { href: `#/product/${encodeURIComponent(wish.productId)}`, class: 'line-name' }, wish.name),
      el('span', { class: 'price' }, format(wish.price)),
    ),
    el('div', { class: 'wish-ways' }, move, remove),
  );
}
