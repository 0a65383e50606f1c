// Passkeys in Debian's Chromium with its virtual authenticator (by CDP): added, used in place of password and second step, removed; what is
// replayed, of another browser or counted backwards is refused. Without script the button is absent and all else works.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { start } from '../http/server.mjs';
import { launch } from './browser.mjs';

let server, browser, origin; // WebAuthn takes no addresses of numbers for a domain
const sql = (text) => server.sql(text);
const link = (email) => server.link(email).replace(server.origin, origin).replace('/es/entrar', '/en/sign-in');

before(async () => {
  server = await start();
  origin = server.origin.replace('127.0.0.1', 'localhost');
  browser = await launch();
});
after(async () => { await browser?.close(); await server?.stop(); });
const noBug = () => server.noBug();

async function device(page, options = {}) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable', { enableUI: false });
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', { options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true, ...options } });
  return { cdp, authenticatorId };
}

async function enter(page, email) {
  await page.goto(link(email));
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(/account/);
}

async function add(page, name) {
  await page.goto(origin + '/en/account/passkeys');
  await page.getByLabel('Name').fill(name);
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await page.getByText('The passkey is added.').waitFor();
}

const sign_out = async (page) => { await page.getByRole('button', { name: 'Sign out', exact: true }).click(); await page.waitForURL(/\/en$/); };

test('a passkey is added with a name, signs in by itself, shows when it was used, and is removed', async () => {
  const context = await browser.newContext(), page = await context.newPage();
  const errors = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => { if (/Content Security Policy/.test(message.text())) errors.push(message.text()); });
  await enter(page, 'ana@example.org');
  const { cdp, authenticatorId } = await device(page);
  await add(page, 'My phone');
  assert.match(await page.locator('table').innerText(), /My phone.*never/s);
  const { credentials } = await cdp.send('WebAuthn.getCredentials', { authenticatorId });
  assert.equal(credentials.length, 1);
  assert.equal(credentials[0].isResidentCredential, true);
  assert.equal(credentials[0].rpId, 'localhost');
  assert.doesNotMatch(Buffer.from(credentials[0].userHandle, 'base64').toString('latin1'), /ana|example/, 'the handle says nothing of the person');

  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await page.getByText('Nothing was done').waitFor(); // the device has one already

  await sign_out(page);
  await page.goto(origin + '/en/sign-in?next=/en/account/passkeys');
  await page.waitForURL(/account\/passkeys/).catch(() => {}); // conditional UI answers by itself, or:
  if (!page.url().includes('account')) {
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await page.waitForURL(/account\/passkeys/);
  }
  assert.doesNotMatch(await page.locator('table').innerText(), /never/);
  assert.equal(sql("SELECT group_concat(detail) FROM (SELECT detail FROM audit WHERE action = 'sign_in' ORDER BY id)"), 'link,passkey');
  assert.match(sql("SELECT group_concat(body) FROM message WHERE kind = 'security'"), /llave de acceso/);

  await page.getByRole('button', { name: 'Remove: My phone' }).click();
  await page.getByText('The passkey is removed').waitFor();
  await sign_out(page);
  await page.goto(origin + '/en/sign-in');
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await page.getByText('was not accepted').waitFor();
  assert.deepEqual(errors, []);
  noBug();
  await context.close();
});

test('what is replayed, of another browser, of another key’s number, unverified or counted backwards is refused', async () => {
  const plain = async () => { // the button alone, so that the test holds what is sent
    const made = await browser.newContext();
    await made.addInitScript(() => { PublicKeyCredential.isConditionalMediationAvailable = async () => false; });
    return made;
  };
  const context = await plain(), page = await context.newPage();
  await enter(page, 'eva@example.org');
  const { cdp, authenticatorId } = await device(page);
  await add(page, 'Key');
  await sign_out(page);
  // Holds what the browser would send.
  const hold = async (where) => {
    await where.goto(origin + '/en/sign-in');
    return where.evaluate(() => new Promise((resolve, reject) => {
      const form = document.querySelector('form[data-passkey]');
      form.submit = () => resolve(Object.fromEntries(new FormData(form)));
      form.requestSubmit();
      setTimeout(() => reject(new Error('no answer')), 8000);
    }));
  };
  const send = (where, fields) => where.evaluate(async (body) => {
    const answer = await fetch('/en/passkey', { method: 'POST', body: new URLSearchParams(body), redirect: 'manual' });
    return answer.type === 'opaqueredirect' ? 303 : answer.status;
  }, fields);
  const other = await (await plain()).newPage();
  await other.goto(origin + '/en/sign-in');
  const csrf = await other.locator('form[data-passkey] input[name=csrf]').inputValue();
  const stolen = await hold(page);
  assert.equal(await send(other, { ...stolen, csrf }), 422, 'in another browser');
  const once = await hold(page);
  for (const [name, value] of [['challenge', 'A'.repeat(43)], ['credential', 'AAAA'], ['user', 'AAAA'], ['signature', 'AAAA'], ['auth_data', ''], ['client_data', '!!']])
    assert.equal(await send(page, { ...(await hold(page)), [name]: value }), 422, name);
  const fresh = await hold(page);
  assert.equal(await send(page, fresh), 303);
  assert.equal(await send(page, { ...fresh, csrf: await page.evaluate(async () => (await (await fetch('/en/account')).text()).match(/name="csrf" value="([^"]+)"/)[1]) }), 422, 'a second time');
  assert.ok(once.signature);
  // A copy of the key, whose counter is behind.
  sql('UPDATE passkey SET sign_count = 1000');
  const copied = await (await plain()).newPage();
  const { credentials } = await cdp.send('WebAuthn.getCredentials', { authenticatorId });
  const second = await device(copied);
  await second.cdp.send('WebAuthn.addCredential', { authenticatorId: second.authenticatorId, credential: { ...credentials[0], signCount: 5 } });
  assert.equal(await send(copied, await hold(copied)), 422, 'a copy');
  await second.cdp.send('WebAuthn.setUserVerified', { authenticatorId: second.authenticatorId, isUserVerified: false });
  await copied.goto(origin + '/en/sign-in');
  await copied.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await copied.getByText('Nothing was done').waitFor(); // the browser itself refuses
  assert.match(sql("SELECT group_concat(detail) FROM audit WHERE action = 'sign_in_failed'"), /passkey/);
  assert.equal(sql("SELECT count(*) FROM session s JOIN account a ON a.id = s.account_id WHERE a.email = 'eva@example.org'"), '1');
  noBug();
});

test('a passkey takes the place of the second step; adding one asks for the password', async () => {
  const context = await browser.newContext(), page = await context.newPage();
  await enter(page, 'sol@example.org');
  await page.goto(origin + '/en/account');
  await page.getByLabel('New password').fill('una frase muy propia');
  await page.getByRole('button', { name: 'Save password' }).click();
  await page.getByText('Your password is saved').waitFor();
  await device(page);
  await page.goto(origin + '/en/account/passkeys');
  await page.getByLabel('Present password').fill('another one entirely');
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await page.getByText('The present password is not right').waitFor();
  assert.equal(sql("SELECT count(*) FROM passkey p JOIN account a ON a.id = p.account_id WHERE a.email = 'sol@example.org'"), '0');
  await page.getByLabel('Present password').fill('una frase muy propia');
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await page.getByText('The passkey is added.').waitFor();
  sql("INSERT INTO second_step (account_id, secret, confirmed_at) SELECT id, 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', 1 FROM account WHERE email = 'sol@example.org'");
  await sign_out(page);
  await page.goto(origin + '/en/sign-in');
  await page.waitForURL(/account/, { timeout: 3000 }).catch(() => page.getByRole('button', { name: 'Sign in with a passkey' }).click());
  await page.waitForURL(/account/);
  await context.close();
});

test('without script there is no button, and the forms work', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false }), page = await context.newPage();
  await page.goto(origin + '/en/sign-in');
  assert.equal(await page.getByRole('button', { name: 'Sign in with a passkey' }).isVisible(), false);
  await enter(page, 'luz@example.org');
  await page.goto(origin + '/en/account/passkeys');
  assert.equal(await page.getByRole('button', { name: 'Add a passkey' }).isVisible(), false);
  await page.getByText('Passkeys need JavaScript').waitFor();
  await context.close();
});
