/** Makes an element. Text is always set as text, never parsed as markup. */
export function el(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (name === 'testid') node.dataset.testid = value;
    else node.setAttribute(name, value === true ? '' : String(value));
  }
  node.append(...children.flat().filter((child) => child !== undefined && child !== null && child !== false));
  return node;
}

/** A picture of one line, in the colour of the text around it. */
export function icon(path) {
  const names = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(names, 'svg');
  const line = document.createElementNS(names, 'path');
  line.setAttribute('d', path);
  for (const [name, value] of [['viewBox', '0 0 24 24'], ['width', 20], ['height', 20], ['aria-hidden', 'true']])
    svg.setAttribute(name, value);
  svg.classList.add('icon');
  svg.append(line);
  return svg;
}

export const byId = (id) => document.getElementById(id);

/** Says something to people who use a screen reader. */
export function announce(text) {
  byId('status').textContent = text;
}

let toastTimer;

/** A short message at the lower edge; it goes by itself unless it `stays`. */
export function toast(text, { action, stays = false } = {}) {
  clearToast();
  const close = el('button', { type: 'button', class: 'toast-close', 'aria-label': 'Close', onclick: clearToast }, '×');
  byId('toasts').append(el('div', { class: 'toast' }, el('p', {}, text), action, close));
  announce(text);
  if (!stays) toastTimer = setTimeout(clearToast, 6000);
  else byId('toasts').dataset.stays = 'true';
}

export function clearToast() {
  clearTimeout(toastTimer);
  delete byId('toasts').dataset.stays;
  byId('toasts').replaceChildren();
}
