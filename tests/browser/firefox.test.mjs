// The page in Firefox, whose engine, scrollbars, form controls and order of focus are others than Chromium's: answers, the keyboard, axe, writing from the right, saved evidence.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { startLab } from '../lab/lab.mjs';
import { startRelay } from '../lab/relay.mjs';
import { scenarios } from '../lab/scenarios.mjs';
import { axeSource, launchFirefox } from './browser.mjs';
import { doesNotFit } from './words_on_screen.mjs';

const programs = resolve(process.env.MAILGLASS_PROGRAMS ?? 'build/release');
const shots = process.env.MAILGLASS_SCREENSHOTS;

const ANSWERS = [
  // domain, the answer, part of the sentence, against who only listens, against who interferes
  ['dane.test', 'Yes, and it holds', /You can write to it/, 'Protected', 'Protected'],
  ['tls13.test', 'Yes, unless someone interferes', /no health data/, 'Protected', 'Not protected'],
  ['plain.test', 'No', /send nothing that others must not read/, 'Not protected', 'Not protected'],
];
const DOMAINS = ANSWERS.map(([domain]) => domain);

describe('the page in Firefox', () => {
  let lab, relay, browser;
  before(async () => {
    lab = await startLab({ name: 'firefox', scenarios: scenarios.filter(({ domain }) => DOMAINS.includes(domain)) });
    relay = await startRelay(programs, lab.relayConfig, resolve('web/dist'));
    browser = await launchFirefox();
    if (shots) mkdirSync(shots, { recursive: true });
  });
  after(async () => {
    await browser?.close();
    relay?.stop();
    await lab?.stop();
  });

  /** A page of its own, and what goes wrong in it. */
  async function open(query = '', options = {}) {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const problems = [];
    // Firefox reports what the page's security settings block as an error too.
    page.on('pageerror', (error) => problems.push(`script error: ${error.message}`));
    page.on('console', (message) => { if (message.type() === 'error') problems.push(`console: ${message.text()}`); });
    await page.goto(`${relay.url}/${query}`);
    await page.getByRole('textbox').waitFor();
    return { page, problems, close: () => context.close() };
  }
  const finished = (page) => page.waitForFunction(() => document.querySelector('mail-glass')?.report?.complete, null, { timeout: 30_000 });
  async function opened(domain, options = {}) {
    const it = await open(`?domain=${domain}&depth=headline${options.locale ? `&lang=${options.locale}` : ''}`, options);
    await finished(it.page);
    return it;
  }
  async function violations(page) {
    await page.evaluate(axeSource); // the page's policy forbids inline scripts, so it comes in through the debugger
    return page.evaluate(async () => (await window.axe.run()).violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).slice(0, 3).join(' | ')}`));
  }
  /** Last of all: for it Playwright adds a style to the page, which the page's security settings block. */
  const shot = async (page, name) => { if (shots) await page.screenshot({ path: join(shots, `firefox-${name}.png`), fullPage: true }); };

  /** What has the focus: which element, and its name. */
  const focused = (page) => page.evaluate(() => {
    let at = document.activeElement;
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    return `${at.localName} ${at.ariaLabel ?? at.labels?.[0]?.textContent ?? at.textContent}`.replace(/\s+/g, ' ').trim();
  });
  /** Tab, until the focus is there. Each stop on the way is a control with a name, or bytes, which scroll: Firefox would stop at anything else that does, too. */
  async function tabTo(page, wanted) {
    const stops = [];
    while (stops.length < 100) {
      await page.keyboard.press('Tab');
      const at = await focused(page);
      stops.push(at);
      assert.match(at, /^(?:(?:a|button|input|select|summary) \S|div Bytes: )/, `after ${stops.at(-2)}`);
      if (wanted.test(at)) return;
    }
    assert.fail(`${wanted} is not reached:\n${stops.join('\n')}`);
  }

  test('what goes wrong is heard here: an error of a script, one told to the console, and what the page’s security settings block', async () => {
    const { page, problems, close } = await open();
    await page.evaluate(() => {
      console.error('told');
      setTimeout(() => { throw new Error('thrown'); });
      document.head.append(Object.assign(document.createElement('style'), { textContent: 'p {}' }));
    });
    for (let i = 0; i < 100 && problems.length < 3; i++) await page.waitForTimeout(100);
    assert.deepEqual(problems.map((problem) => /told|thrown|blocked an inline style/.exec(problem)?.[0]).sort(), ['blocked an inline style', 'thrown', 'told']);
    await close();
  });

  for (const [domain, word, sentence, passive, active] of ANSWERS) {
    test(`${domain}, typed, is answered with “${word}”, a sentence, and both axes`, async () => {
      const { page, problems, close } = await open();
      await page.getByLabel('Domain or e-mail address').focus();
      await page.keyboard.type(`someone@${domain}`);
      await page.keyboard.press('Enter');
      await finished(page);
      assert.equal(await page.locator('#answer').innerText(), word);
      assert.match(await page.locator('.sentence').innerText(), sentence);
      assert.deepEqual(await page.locator('.axis .state').allInnerTexts(), [passive, active]);
      await page.waitForFunction((title) => document.title === title, `${domain}: ${word} – Mailglass`);
      assert.equal(new URL(page.url()).searchParams.get('domain'), domain);
      assert.match(await page.getByRole('status').textContent(), new RegExp(`^${domain}: ${word}\\. `));
      assert.deepEqual(problems, []);
      await close();
    });
  }

  test('by keyboard alone details open, and the bytes behind a fact', async () => {
    const { page, problems, close } = await open();
    await page.getByLabel('Domain or e-mail address').focus();
    await page.keyboard.type('dane.test');
    await page.keyboard.press('Enter');
    await finished(page);
    await tabTo(page, /^button Details/);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'What is known' }).waitFor();
    assert.match(await focused(page), /^button Hide details/, 'the focus stays');
    await tabTo(page, /^button Bytes: Greeting/);
    await page.keyboard.press('Enter');
    await page.locator('.hex .o').first().waitFor();
    assert.match((await page.locator('.hex .t').allInnerTexts()).join(''), /^220 mx\.dane\.test ESMTP/, 'the bytes of the greeting');
    await tabTo(page, /^div Bytes/);
    await page.keyboard.press('Shift+Tab');
    assert.match(await focused(page), /^button Hide bytes: Greeting/);
    await page.keyboard.press('Enter');
    await page.locator('.hex').waitFor({ state: 'detached' });
    assert.deepEqual(problems, []);
    await close();
  });

  test('by keyboard alone what senders do opens, and something set otherwise is answered', async () => {
    const { page, problems, close } = await opened('dane.test', { viewport: { width: 1280, height: 900 } });
    await tabTo(page, /^summary If somebody interferes/);
    await page.keyboard.press('Enter');
    await page.getByText('Protected: every sender that checks').waitFor();
    await tabTo(page, /^select TLSA records \(DANE\)/);
    await page.keyboard.type('do not'); // fit the key
    await page.getByText('Not protected: no sender holds').waitFor();
    assert.equal(await page.getByLabel('TLSA records (DANE)').evaluate((field) => field.selectedOptions[0].textContent.trim()), 'do not fit the key');
    await tabTo(page, /^button As it is again/);
    await page.keyboard.press('Enter');
    await page.getByText('Not protected: no sender holds').waitFor({ state: 'detached' });
    assert.deepEqual(problems, []);
    await close();
  });

  for (const width of [390, 1280]) {
    test(`${width} px: no accessibility violation, nothing sticks out or is cut off; closed and open`, async () => {
      const { page, problems, close } = await open('', { viewport: { width, height: 900 }, colorScheme: 'light' });
      assert.deepEqual(await violations(page), [], 'before anything is asked');
      for (const domain of [...DOMAINS].reverse()) {
        await page.goto(`${relay.url}/?domain=${domain}&depth=headline`);
        await finished(page);
        assert.deepEqual(await violations(page), [], domain);
        assert.deepEqual(await doesNotFit(page), [], domain);
      }
      // The last of them has most to open.
      await page.getByRole('button', { name: /^Details/ }).first().click();
      await page.getByRole('button', { name: /^Bytes/ }).first().click();
      await page.locator('.hex .o').first().waitFor();
      for (const summary of await page.locator('details.box > summary').all()) await summary.click();
      await page.getByText('Protected: every sender that checks').waitFor();
      assert.deepEqual(await violations(page), [], 'with all open');
      assert.deepEqual(await doesNotFit(page), [], 'with all open');
      assert.deepEqual(problems, []);
      await shot(page, `open-${width}`);
      await close();
    });
  }

  test('Arabic is written from the right, and fits a small telephone', async () => {
    const { page, problems, close } = await opened('dane.test', { locale: 'ar', viewport: { width: 320, height: 700 } });
    assert.deepEqual(await page.evaluate(() => [document.documentElement.dir, document.documentElement.lang]), ['rtl', 'ar']);
    assert.match(await page.locator('#answer').innerText(), /\p{Script=Arabic}/u);
    await page.locator('details.box').first().locator('> summary').click();
    await page.locator('details.box select').first().waitFor();
    const [logo, language] = await Promise.all(['header a', 'header select'].map((one) => page.locator(one).first().boundingBox()));
    assert.ok(logo.x > language.x, 'what is first is on the right');
    assert.deepEqual(await doesNotFit(page), []);
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(problems, []);
    await shot(page, 'ar-320');
    await close();
  });

  test('saved evidence opens again with the same answer, read as saved', async () => {
    const saved = await opened('tls13.test');
    const said = await saved.page.locator('#answer, .sentence, .axis').allInnerTexts();
    const evidence = await saved.page.evaluate(() => document.querySelector('mail-glass').start().evidence());
    assert.deepEqual(saved.problems, []);
    await saved.close();

    const { page, problems, close } = await open();
    await page.locator('input[type=file]').first().setInputFiles({ name: 'tls13.test.json', mimeType: 'application/json', buffer: Buffer.from(evidence) });
    await finished(page);
    assert.deepEqual(await page.locator('#answer, .sentence, .axis').allInnerTexts(), said);
    assert.equal(await page.evaluate(() => document.querySelector('mail-glass').report.reading), 'opened');
    assert.deepEqual(problems, []);
    await close();
  });
});
