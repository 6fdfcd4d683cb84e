// The form works without this file; it adds a way to look at what was typed and ignores a second press.
const password = document.getElementById('password');
const toggle = document.getElementById('show-password');
const { form } = password;
const submit = form.querySelector('[type="submit"]');
let sent = false;

function show(visible) {
  password.type = visible ? 'text' : 'password';
  toggle.textContent = visible ? 'Hide' : 'Show';
  toggle.setAttribute('aria-label', visible ? 'Hide the password' : 'Show the password');
}

toggle.hidden = false;
toggle.addEventListener('click', () => {
  show(password.type === 'password');
  password.focus();
});

form.addEventListener('submit', (event) => {
  if (sent) event.preventDefault();
  sent = true;
  submit.setAttribute('aria-busy', 'true');
  show(false); // a password sent as plain text would end up in the browser's form history
});

// The way back shows the page as it was left, so the button must work again.
window.addEventListener('pageshow', () => {
  sent = false;
  submit.removeAttribute('aria-busy');
});
