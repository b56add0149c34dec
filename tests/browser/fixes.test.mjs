// How to fix a finding, on the page: what comes when somebody asks, whose steps come first, by keyboard, in another language, and for those who do not see the page.
import assert from 'node:assert/strict';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { startLab } from '../lab/lab.mjs';
import { startRelay } from '../lab/relay.mjs';
import { scenarios } from '../lab/scenarios.mjs';
import { axeSource, launch } from './browser.mjs';
import { openReport } from './report_page.mjs';

const programs = resolve(process.env.MAILGLASS_PROGRAMS ?? 'build/release');
const DOMAINS = ['expired.test', 'wrongname.test', 'exim.test', 'hostile.test'];

describe('how to fix it', () => {
  let lab, relay, browser;
  before(async () => {
    lab = await startLab({ name: 'fixes', scenarios: scenarios.filter(({ domain }) => DOMAINS.includes(domain)) });
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
    const { page } = opened;
    return { ...opened, finding: (title) => page.locator('.findings > li').filter({ has: page.getByRole('heading', { level: 3, name: title }) }) };
  }

  test("the steps come when they are opened, by keyboard; the reader's own server's first, and others on demand", async () => {
    const { page, problems, scripts, close } = await open('expired.test', { viewport: { width: 390, height: 800 } });
    const fix = page.locator('.findings > li').first().locator('details.letter');
    await fix.locator('> summary').focus();
    assert.equal(await fix.locator('> summary').textContent(), 'How to fix it: The certificate has expired');
    assert.equal(scripts.filter((path) => path.includes('fixes-')).length, 0, 'nothing of it is loaded before');
    await page.keyboard.press('Enter');
    await fix.getByRole('heading', { name: 'Postfix' }).waitFor();
    assert.equal(scripts.filter((path) => path.includes('fixes-')).length, 1);
    const steps = await fix.innerText();
    assert.match(steps, /Going by the greeting of mx\.expired\.test\./);
    assert.match(steps, /In \/etc\/postfix\/main\.cf:\s+smtpd_tls_chain_files = \/etc\/letsencrypt\/live\/mx\.expired\.test\/privkey\.pem, /);
    assert.equal(await fix.getByRole('heading').count(), 1, 'the others are folded away');
    for (const summary of ['At other servers', 'Exim']) {
      await fix.getByText(summary, { exact: true }).click();
    }
    await fix.getByText(/^tls_certificate = \/etc\/exim4\/fullchain\.pem/).waitFor();
    await fix.getByText('Exchange Online', { exact: true }).click();
    await fix.getByText('Only whoever runs this service for you can change it.').first().waitFor();

    // Each of them says it in the language that is chosen.
    await page.getByLabel('Language').selectOption('de');
    await fix.getByText('Nach der Begrüßung von mx.expired.test.').waitFor();
    assert.match(await fix.locator('> summary').textContent(), /^So lässt es sich beheben: /);
    await fix.locator('> summary').click();
    assert.equal(await fix.getByText('Nach der Begrüßung').isVisible(), false);
    await fix.locator('> summary').click();
    await fix.getByText('Nach der Begrüßung von mx.expired.test.').waitFor();
    assert.deepEqual(problems, []);
    await close();
  });

  test('Exim is known by its greeting, for what concerns the domain beside DNS', async () => {
    const { problems, finding, close } = await open('exim.test');
    const fix = finding('An attacker could switch encryption off').locator('details.letter');
    await fix.locator('> summary').click();
    await fix.getByRole('heading', { name: 'Exim' }).waitFor();
    assert.deepEqual(await fix.getByRole('heading').allInnerTexts(), ['In DNS and on the web, whatever the server', 'Exim']);
    const text = await fix.innerText();
    assert.match(text, /Serve this at https:\/\/mta-sts\.exim\.test\/\.well-known\/mta-sts\.txt:\s+version: STSv1\s+mode: testing\s+mx: mx\.exim\.test/);
    assert.match(text, /_25\._tcp\.mx\.exim\.test\. TLSA 3 1 1/);
    assert.deepEqual(problems, []);
    await close();
  });

  test('where the server cannot be told, all are there to choose from', async () => {
    const { problems, finding, close } = await open('wrongname.test');
    const fix = finding('The certificate is for another name').locator('details.letter');
    await fix.locator('> summary').click();
    await fix.getByText('Which mail server it is cannot be seen from here. Choose yours:').waitFor();
    assert.equal(await fix.getByRole('heading').count(), 0);
    assert.ok((await fix.locator('summary').allInnerTexts()).includes('OpenSMTPD'));
    assert.deepEqual(problems, []);
    await close();
  });

  test('where the steps cannot be had, that is said', async () => {
    const { page, finding, close } = await open('exim.test');
    await page.route(/fixes-/, (route) => route.abort());
    const fix = finding('An attacker could switch encryption off').locator('details.letter');
    await fix.locator('> summary').click();
    await fix.getByText('The steps could not be loaded.').waitFor();
    await close();
  });

  for (const scheme of ['light', 'dark']) {
    for (const width of [390, 1280]) {
      test(`${scheme}, ${width} px, all steps of a finding open: no accessibility violation, no sideways scrolling`, async () => {
        const { page, problems, close } = await open('expired.test', { colorScheme: scheme, viewport: { width, height: 900 } });
        for (const language of width === 390 ? ['en', 'ar'] : ['en']) {
          if (language !== 'en') await page.locator('select').first().selectOption(language);
          for (const fix of await page.locator('.findings details.letter').all()) if (!(await fix.evaluate((one) => one.open))) await fix.locator('> summary').click();
          await page.locator('.findings pre').first().waitFor();
          await page.evaluate(() => { for (const one of document.querySelector('mail-glass').shadowRoot.querySelector('mail-glass-view').shadowRoot.querySelectorAll('.findings > :first-child details details')) one.open = true; });
          await page.waitForTimeout(100);
          if (width === 390) await page.setViewportSize({ width: 320, height: 900 });
          const sideways = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
          assert.ok(sideways <= 0, `${sideways} px too wide`);
          await page.setViewportSize({ width, height: 900 });
          await page.evaluate(axeSource);
          const violations = await page.evaluate(async () => (await window.axe.run()).violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).slice(0, 3).join(' | ')}`));
          assert.deepEqual(violations, []);
          if (process.env.MAILGLASS_SCREENSHOTS) await page.locator('.findings > li').first().screenshot({ path: join(process.env.MAILGLASS_SCREENSHOTS, `fix-${language}-${scheme}-${width}.png`) });
        }
        assert.deepEqual(problems, []);
        await close();
      });
    }
  }
});
