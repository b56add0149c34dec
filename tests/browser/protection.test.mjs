// What senders do about somebody who interferes, what they would do if something were otherwise, and the chain of signatures behind an answer from DNS.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { startLab } from '../lab/lab.mjs';
import { startRelay } from '../lab/relay.mjs';
import { scenarios } from '../lab/scenarios.mjs';
import { axeSource, launch } from './browser.mjs';
import { openReport } from './report_page.mjs';

const programs = resolve(process.env.MAILGLASS_PROGRAMS ?? 'build/release');
const DOMAINS = ['dane.test', 'sts.test', 'teststs.test', 'tls13.test'];
const shots = process.env.MAILGLASS_SCREENSHOTS;

describe('protection, in the browser', () => {
  let lab, relay, browser;
  before(async () => {
    lab = await startLab({ name: 'protection', scenarios: scenarios.filter(({ domain }) => DOMAINS.includes(domain)) });
    relay = await startRelay(programs, lab.relayConfig, resolve('web/dist'));
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    relay?.stop();
    await lab?.stop();
  });

  async function open(domain, options = {}) {
    const opened = await openReport(browser, relay, domain, options);
    return { ...opened, senders: opened.page.locator('details.box').first() };
  }
  const shot = async (page, name) => {
    if (!shots) return;
    mkdirSync(shots, { recursive: true });
    await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
  };
  const row = (senders, name) => senders.locator('dl.facts > div').filter({ has: senders.page().getByText(name, { exact: true }) });

  test('what each sender does comes when it is opened, by keyboard, and what-if answers at once without a connection', async () => {
    const { page, problems, scripts, senders, close } = await open('dane.test', { viewport: { width: 1280, height: 900 } });
    assert.equal(scripts.filter((path) => path.includes('protection-')).length, 0, 'nothing of it is loaded before');
    await senders.locator('> summary').focus();
    await page.keyboard.press('Enter');
    await senders.getByText('Protected: every sender that checks').waitFor();
    assert.equal(scripts.filter((path) => path.includes('protection-')).length, 1);
    assert.match(await row(senders, 'Postfix, dane').innerText(), /holds: nobody who interferes gets at the mail\s+When nobody interferes: hands it over encrypted, to a server that proved itself by DANE\./);
    assert.match(await row(senders, 'Postfix').innerText(), /asks for no proof, so whoever interferes can read the mail\s+When nobody interferes: hands it over encrypted\./);
    assert.equal(await row(senders, 'Postfix, secure').isVisible(), false, 'what partners agree on is folded away');
    await shot(page, 'senders-1280');

    const connections = (await page.evaluate(() => document.querySelector('mail-glass').report.usage)), requests = scripts.length;
    await senders.getByLabel('TLSA records (DANE)').selectOption('do not fit the key');
    await senders.getByText('Not protected: no sender holds').waitFor();
    assert.match(await row(senders, 'Postfix, dane').innerText(), /delivers nothing, though nobody interferes \(as it is: holds: nobody who interferes gets at the mail\)\s+When nobody interferes: keeps it, and tries again later: the TLSA records do not fit the key\./);
    await shot(page, 'what-if-1280');
    await senders.getByRole('button', { name: 'As it is again' }).click();
    await senders.getByText('Not protected: no sender holds').waitFor({ state: 'detached' });
    assert.deepEqual(await page.evaluate(() => document.querySelector('mail-glass').report.usage), connections);
    assert.equal(scripts.length, requests, 'nobody was asked anything');
    assert.deepEqual(problems, []);
    await close();
  });

  test('a policy on trial becomes one in force; without any mail server there is nothing to say', async () => {
    const { page, problems, senders, close } = await open('teststs.test', { viewport: { width: 390, height: 800 }, colorScheme: 'dark' });
    await senders.locator('> summary').click();
    await senders.getByText('Not protected: no sender holds').waitFor();
    await senders.getByLabel('MTA-STS policy').selectOption('in force (enforce)');
    await senders.getByText('Protected: every sender that checks').waitFor();
    assert.match(await row(senders, 'Gmail').innerText(), /holds: .*hands it over encrypted, to a server that proved itself by MTA-STS\. Whoever keeps the policy from it the very first time can read that mail\./s);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, 'it is no wider than a telephone');
    await shot(page, 'what-if-390-dark');
    assert.deepEqual(problems, []);
    await close();
  });

  test('the chain of signatures is drawn from the root to the record, each link with its bytes', async () => {
    const { page, problems, close } = await open('dane.test', { viewport: { width: 1280, height: 900 } });
    const box = page.locator('details.box').filter({ has: page.locator('.lookups') });
    await box.locator('> summary').click();
    const mx = box.locator('.lookups > li').filter({ hasText: /^\s*dane\.test MX/ }).first();
    await mx.getByRole('button', { name: /^Signatures/ }).click();
    await mx.getByText('Every link holds: this answer is proven.').waitFor();
    const links = await mx.locator('.chain dt').allInnerTexts();
    assert.deepEqual(links, ['the root', 'test', 'MX of dane.test']);
    const values = await mx.locator('.chain .value').allInnerTexts();
    assert.match(values[0], /^Key \d+, [^\n]+\s+Here it begins: this key is built into this page\. Signed until /);
    assert.match(values[1], /The zone above names it, by its digest \(SHA-256\)\.\s+Signed until \d+ \w+ \d{4}\.$/);
    assert.match(values.at(-1), /Of test\.\s+Signed until /);
    await mx.locator('.chain > div').last().getByRole('button', { name: /^Bytes/ }).click();
    await mx.locator('.chain > div').last().locator('.hex').first().waitFor();
    assert.equal(await mx.locator('.chain > div').last().locator('.hex').count(), 2, 'the record and its signature');
    await shot(page, 'chain-1280');
    assert.deepEqual(problems, []);
    await close();
  });

  test('the connection to a policy\'s host is shown with its bytes; where there is no policy, there is none', async () => {
    const { page, problems, senders, close } = await open('sts.test', { viewport: { width: 1280, height: 900 } });
    await senders.locator('> summary').click();
    await senders.getByRole('heading', { name: 'The connection to the policy’s host' }).waitFor();
    await senders.getByText('In force, for mx.sts.test. Senders keep it for 1 day.').waitFor();
    assert.match(await row(senders, 'Connected to').innerText(), /mta-sts\.sts\.test, 127\.25\.1\.121\s+Port 443\. \d+ bytes read/);
    assert.match(await row(senders, 'Certificate').innerText(), /mta-sts\.sts\.test; valid .*It names this host\./s);
    assert.match(await row(senders, 'What the relay was to say').innerText(), /GET \/\.well-known\/mta-sts\.txt HTTP\/1\.1\s.*Host: mta-sts\.sts\.test.*the relay’s word\./s);
    const answer = senders.locator('ol.dialogue');
    assert.match(await answer.innerText(), /HTTP\/1\.1 200 OK.*version: STSv1.*mode: enforce.*mx: mx\.sts\.test.*max_age: 86400/s);
    await senders.getByText('TLS messages', { exact: true }).first().click();
    await senders.locator('ol.tls').getByText('CertificateVerify').waitFor();
    const records = row(senders, 'Encrypted records');
    await records.getByRole('button', { name: /^Bytes/ }).click();
    await records.locator('.hex').waitFor();
    assert.match(await records.locator('.hex .h').first().innerText(), /^17 03 03 /, 'application data');
    await shot(page, 'policy-1280');
    assert.deepEqual(problems, []);
    await close();

    const none = await open('tls13.test');
    await none.senders.locator('> summary').click();
    await none.senders.locator('dl.facts > div').nth(3).waitFor();
    assert.equal(await none.senders.getByText('The connection to the policy’s host').count(), 0);
    await none.close();
  });

  test('in every language, for those who do not see the page, and at the width of a telephone', async () => {
    for (const locale of ['de', 'fr', 'es', 'ar']) {
      const { page, problems, senders, close } = await open('sts.test', { viewport: { width: 320, height: 700 }, locale });
      await senders.locator('> summary').click();
      await senders.locator('dl.facts > div').nth(3).waitFor();
      await senders.locator('select').nth(2).selectOption({ index: 1 });
      await senders.locator('ol.dialogue').waitFor();
      await senders.locator('details.conversation > summary').click();
      const box = page.locator('details.box').filter({ has: page.locator('.lookups') });
      await box.locator('> summary').click();
      await box.locator('.lookups button').first().click();
      await box.locator('.chain').waitFor();
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, `${locale}: no wider than a telephone`);
      await page.evaluate(axeSource);
      const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
      assert.deepEqual(found.violations.map(({ id, nodes }) => `${id} ${nodes[0].html}`), [], locale);
      assert.doesNotMatch(await page.locator('mail-glass').innerText(), /what-if\.|chain\.|policy\./, `${locale}: no message is missing`);
      await shot(page, `senders-${locale}-320`);
      assert.deepEqual(problems, []);
      await close();
    }
  });
});
