// Passkeys: the only pages that cannot do without a script. Where a browser has none of it, nothing is shown.
const supported = Boolean(window.PublicKeyCredential?.parseRequestOptionsFromJSON);

async function post(path, csrf, body) {
  const answer = await fetch(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'X-CSRF-TOKEN': csrf },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

async function register(csrf, label) {
  const options = await post('/webauthn/register/options', csrf);
  const credential = await navigator.credentials.create({
    publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options),
  });
  await post('/webauthn/register', csrf, { publicKey: { credential: credential.toJSON(), label } });
}

async function signIn(csrf) {
  const options = await post('/webauthn/authenticate/options', csrf);
  const credential = await navigator.credentials.get({
    publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options),
  });
  return post('/login/webauthn', csrf, credential.toJSON());
}

/** Shows a form where passkeys are supported, and does something when it is sent. */
function on(id, problem, action) {
  const form = document.getElementById(id);
  if (!form || !supported) return;
  form.hidden = false;
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const alert = form.querySelector('[role="alert"]');
    const button = form.querySelector('[type="submit"]');
    alert.textContent = '';
    button.setAttribute('aria-busy', 'true');
    try {
      location.assign(await action(form));
    } catch (error) {
      button.removeAttribute('aria-busy');
      // Whoever has to confirm first who they are is led there; whoever closed the dialog only has to try again.
      if (error.message === '403') location.assign('/second-factor');
      else alert.textContent = problem;
    }
  });
}

on('passkey-register', 'No passkey was added. Try again.', async (form) => {
  await register(form.elements._csrf.value, form.elements.label.value);
  return '/account';
});

on('passkey-sign-in', 'This did not work. Try again, or use your password.', async (form) => {
  const { location: next } = await signIn(form.elements._csrf.value);
  return next;
});
