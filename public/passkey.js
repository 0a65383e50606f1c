// Signing in by a passkey, and adding one. Without this file (or where the browser knows no passkeys) its forms stay hidden.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (sign) => sign.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '');
const credentials = (ids) => ids.map(({ id }) => ({ type: 'public-key', id: bytes(id) }));

async function options(form) {
  const sent = new URLSearchParams();
  for (const name of ['csrf', 'password', 'code']) if (form.elements[name]) sent.set(name, form.elements[name].value);
  const answer = await fetch(form.dataset.options, { method: 'POST', body: sent });
  const json = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(json.error ?? form.dataset.failed);
  form.elements.challenge.value = json.challenge;
  return { ...json, challenge: bytes(json.challenge) };
}

async function register(form) {
  const { rp, user, algorithms, known, challenge, timeout } = await options(form);
  const key = await navigator.credentials.create({ publicKey: {
    rp, challenge, timeout, attestation: 'none', user: { ...user, id: bytes(user.id) },
    pubKeyCredParams: algorithms.map((alg) => ({ type: 'public-key', alg })),
    authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
    excludeCredentials: credentials(known),
  } });
  form.elements.client_data.value = text(key.response.clientDataJSON);
  form.elements.auth_data.value = text(key.response.getAuthenticatorData());
}

async function sign(form, more) {
  const { rpId, challenge, timeout, userVerification } = await options(form);
  const key = await navigator.credentials.get({ ...more, publicKey: { rpId, challenge, timeout, userVerification } });
  form.elements.credential.value = text(key.rawId);
  form.elements.client_data.value = text(key.response.clientDataJSON);
  form.elements.auth_data.value = text(key.response.authenticatorData);
  form.elements.signature.value = text(key.response.signature);
  form.elements.user.value = text(key.response.userHandle ?? new ArrayBuffer(0));
}

for (const form of window.PublicKeyCredential ? document.querySelectorAll('form[data-passkey]') : []) {
  const signs = form.dataset.passkey === 'sign', problem = form.querySelector('[role=alert]');
  let waiting = null;
  form.hidden = false;
  for (const words of document.querySelectorAll('[data-without-passkeys]')) words.hidden = true;
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    waiting?.abort();
    problem.textContent = '';
    try {
      await (signs ? sign(form) : register(form));
      form.submit();
    } catch (error) {
      problem.textContent = error.name === 'Error' ? error.message : form.dataset.failed;
    }
  });
  // Browsers that can offer the passkeys they hold in the field of the e-mail address; not again what was just refused.
  if (signs && !form.dataset.refused && await PublicKeyCredential.isConditionalMediationAvailable?.()) {
    waiting = new AbortController();
    sign(form, { mediation: 'conditional', signal: waiting.signal }).then(() => form.submit(), () => {});
  }
}
