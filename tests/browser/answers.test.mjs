// The six answers at first glance: on the smallest telephone without scrolling, light and dark, by look and by words; and what one does with them.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { startLab } from '../lab/lab.mjs';
import { startRelay } from '../lab/relay.mjs';
import { axeSource, launch } from './browser.mjs';

const programs = resolve(process.env.MAILGLASS_PROGRAMS ?? 'build/release');
const screenshots = process.env.MAILGLASS_SCREENSHOTS;

const ANSWERS = [
  // domain, the answer, part of the sentence
  ['dane.test', 'Yes, and it holds', /You can write to it/],
  ['sts.test', 'Yes, and it holds', /cannot be tricked/],
  ['baddane.test', 'Yes, unless someone interferes', /no health data/],
  ['tls13.test', 'Yes, unless someone interferes', /no health data/],
  ['partly.test', 'Partly', /send nothing that others must not read/],
  ['plain.test', 'No', /send nothing that others must not read/],
  ['silent.test', 'Can’t tell', /No mail server of it answers now/],
  ['bogus.test', 'Can’t tell', /do not match/],
  ['nullmx.test', 'It takes no mail', /comes back/],
];

describe('the answers', { concurrency: 3 }, () => {
  let lab, relay, browser;
  before(async () => {
    lab = await startLab({ origins: [] });
    relay = await startRelay(programs, lab.relayConfig, resolve('web/dist'));
    browser = await launch();
    if (screenshots) mkdirSync(screenshots, { recursive: true });
  });
  after(async () => {
    await browser?.close();
    relay?.stop();
    await lab?.stop();
  });

  const element = (page, run) => page.evaluate(`(${run})(document.querySelector('mail-glass').shadowRoot.querySelector('mail-glass-view'))`);
  async function answered(page, domain) {
    await page.goto(`${relay.url}/?domain=${domain}&depth=headline`);
    await page.waitForFunction(() => document.querySelector('mail-glass')?.report?.complete, null, { timeout: 30_000 });
    await page.waitForTimeout(100);
  }
  async function violations(page) {
    await page.evaluate(axeSource); // the page's policy forbids inline scripts, so it comes in through the debugger
    return page.evaluate(async () => (await window.axe.run()).violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).slice(0, 3).join(' | ')}`));
  }
  async function open(options) {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const problems = [];
    page.on('pageerror', (error) => problems.push(`script error: ${error.message}`));
    page.on('console', (message) => { if (message.type() === 'error') problems.push(`console: ${message.text()}`); });
    return { context, page, problems, close: () => context.close() };
  }

  for (const colorScheme of ['light', 'dark']) {
    for (const [width, height] of [[320, 568], [390, 844], [1280, 800]]) {
      test(`${colorScheme}, ${width} px: each answer stands on the first screen, with words and picture of its own`, async () => {
        const { page, problems, close } = await open({ colorScheme, viewport: { width, height } });
        const looks = new Map();
        for (const [domain, word, sentence] of ANSWERS) {
          await answered(page, domain);
          assert.equal(await page.locator('#answer').innerText(), word, domain);
          assert.match(await page.locator('.sentence').innerText(), sentence);
          const end = await page.locator('.sentence').evaluate((s) => s.getBoundingClientRect().bottom);
          assert.ok(end <= height, `${domain}: the sentence ends at ${end}`);
          assert.equal(await page.title(), `${domain}: ${word} – Mailglass`);
          assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth), `${domain} is too wide`);
          const look = await page.locator('.answer').evaluate((a) => `${a.querySelector('.picture').innerHTML.replace(/<!--.*?-->/g, '')} ${getComputedStyle(a.querySelector('#answer')).color}`);
          looks.set(word, (looks.get(word) ?? new Set()).add(look));
          assert.deepEqual(await violations(page), [], domain);
          if (screenshots) await page.screenshot({ path: join(screenshots, `${domain}-${word.replace(/\W+/g, '_')}-${colorScheme}-${width}.png`) });
        }
        assert.deepEqual([...looks.values()].map((some) => some.size), [1, 1, 1, 1, 1, 1], 'the same answer looks the same');
        const all = [...looks.values()].flatMap((some) => [...some]);
        assert.equal(new Set(all.map((look) => look.slice(0, look.lastIndexOf(' rgb')))).size, 6, 'six pictures');
        assert.equal(new Set(all.map((look) => look.slice(look.lastIndexOf(' rgb')))).size, 6, 'six colours');
        assert.deepEqual(problems, []);
        await close();
      });
    }
  }

  for (const [width, height] of [[390, 844], [320, 568]]) {
    test(`${width} px: what is on the screen hardly moves from the question to the answer, also where that is less tall than the wait`, async () => {
      const moved = {};
      // One with axes may be taller than the wait, by what its language needs, and pushes a little.
      const bounds = { 'nullmx.test': 0.05, 'nxdomain.test': 0.05, 'bogus.test': 0.05, 'tls13.test': 0.1 };
      for (const domain of Object.keys(bounds)) {
        const { page, problems, close } = await open({ viewport: { width, height } });
        await page.addInitScript(() => {
          globalThis.shifted = 0;
          new PerformanceObserver((list) => { for (const one of list.getEntries()) globalThis.shifted += one.value; }).observe({ type: 'layout-shift', buffered: true });
        });
        await answered(page, domain);
        await page.waitForTimeout(400);
        moved[domain] = await page.evaluate(() => globalThis.shifted);
        assert.deepEqual(problems, []);
        await close();
      }
      assert.deepEqual(Object.entries(moved).filter(([domain, shift]) => shift >= bounds[domain]), [], JSON.stringify(moved));
    });
  }

  test('what a resolver said is not in answer, title or live region', async () => {
    const { page, close } = await open();
    await answered(page, 'bogus.test');
    const read = [await page.title(), await page.getByRole('status').textContent(), await page.locator('.answer').textContent()].join('\n');
    assert.doesNotMatch(read, /validation failure|127\.\d|ECDSA|SERVFAIL/);
    await close();
  });

  test('whoever writes there can copy a text that asks for more, and hears that it was copied', async () => {
    const { context, page, problems, close } = await open({ viewport: { width: 390, height: 844 } });
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: relay.url });
    await answered(page, 'plain.test');
    await page.getByRole('heading', { name: 'If you write to plain.test' }).waitFor();
    const button = page.getByRole('button', { name: 'Copy a text to ask them' });
    await button.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    assert.match(await page.getByRole('status').textContent(), /^Copied/);
    const text = await page.evaluate(() => navigator.clipboard.readText());
    for (const part of ['I would like to write to you at plain.test', 'No. Mail to it travels readable', `${relay.url}/?domain=plain.test`]) assert.ok(text.includes(part), text);
    await page.getByText('What it says').first().click();
    assert.equal(await page.locator('.letter .text').first().textContent(), text, 'what is copied can be read');
    assert.deepEqual(problems, []);
    await close();
  });

  test('what is waited for is said: who, how long at most, how long so far; screen readers hear a sentence now and then', async () => {
    const { page, problems, close } = await open({ viewport: { width: 390, height: 844 } });
    await page.goto(relay.url);
    await page.getByRole('status').evaluate((status) => {
      globalThis.heard = [];
      new MutationObserver(() => { if (globalThis.heard.at(-1) !== status.textContent) globalThis.heard.push(status.textContent); }).observe(status, { subtree: true, childList: true, characterData: true });
    });
    await page.getByLabel('Domain or e-mail address').fill('silent.test');
    await page.keyboard.press('Enter');
    await page.getByText('mx.silent.test has taken the connection and says nothing yet.').waitFor();
    await page.locator('.meta').getByText('At most 20 seconds for each conversation').waitFor();
    // It counts on, however slow this machine is.
    const soFar = () => element(page, "(e) => parseInt(e.shadowRoot.querySelector('.so-far')?.textContent ?? '0')");
    const seen = new Set();
    while (seen.size < 3) {
      seen.add(await soFar());
      await page.waitForTimeout(300);
    }
    assert.deepEqual([...seen], [...seen].sort((a, b) => a - b));
    await page.waitForFunction(() => document.querySelector('mail-glass').report?.complete, null, { timeout: 30_000 });
    await page.waitForTimeout(200);
    const heard = (await page.evaluate(() => globalThis.heard)).filter(Boolean);
    const said = [/^Checking silent\.test\. This takes a few seconds/, /^8 seconds so far\. mx\.silent\.test/, /^silent\.test: Can’t tell\. /];
    for (const one of said) assert.ok(heard.some((text) => one.test(text)), `${one} in ${heard.join(' | ')}`);
    assert.ok(heard.length <= 5, `no stream: ${heard.join(' | ')}`);
    assert.deepEqual(problems, []);
    await close();
  });

  test('whoever does not want to wait any longer stops the check, by keyboard too, and may ask for another domain', async () => {
    const { page, problems, close } = await open({ viewport: { width: 390, height: 844 } });
    await page.goto(`${relay.url}/?domain=silent.test`);
    const stop = page.getByRole('button', { name: 'Stop' });
    await stop.waitFor();
    await stop.focus();
    await page.keyboard.press('Enter');
    await page.getByText('The check of silent.test was stopped before there was an answer.').first().waitFor();
    assert.equal(await element(page, '(e) => e.report'), null);
    assert.equal(await element(page, "(e) => e.shadowRoot.activeElement.name"), 'domain', 'the next domain can be typed');
    await page.waitForTimeout(500);
    assert.equal(await element(page, '(e) => e.report'), null, 'nothing comes after it');
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('tls13.test');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Yes, unless someone interferes' }).waitFor();
    assert.deepEqual(problems, []);
    await close();
  });

  test('an answer stays when the rest is stopped', async () => {
    const { page, problems, close } = await open();
    await page.goto(`${relay.url}/?domain=tarpit.test&depth=full`);
    await page.getByRole('heading', { name: 'Yes, unless someone interferes' }).waitFor({ timeout: 30_000 });
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByText('Stopped. The answer stands').first().waitFor();
    await page.waitForTimeout(500);
    assert.equal(await page.getByRole('heading', { name: 'Yes, unless someone interferes' }).count(), 1);
    assert.equal(await page.getByRole('button', { name: 'Stop' }).count(), 0);
    assert.deepEqual(problems, []);
    await close();
  });

  test('an answer is sent on as a link, by the device’s own ways, and as a text for the postmaster', async () => {
    const { context, page, problems, close } = await open({ viewport: { width: 390, height: 844 } });
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: relay.url });
    await page.addInitScript(() => { navigator.share = (given) => { globalThis.shared = given; return Promise.resolve(); }; });
    await answered(page, 'selfsigned.test');
    const copied = () => page.evaluate(() => navigator.clipboard.readText());
    await page.getByRole('button', { name: 'Copy a link' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    assert.equal(await copied(), `${relay.url}/?domain=selfsigned.test`);
    await page.getByRole('button', { name: 'Share' }).click();
    const shared = await page.evaluate(() => globalThis.shared);
    assert.equal(shared.url, `${relay.url}/?domain=selfsigned.test`);
    assert.match(shared.text, /^selfsigned\.test: Yes, unless someone interferes\. /);
    await page.getByRole('button', { name: 'Copy a text for the postmaster' }).click();
    await page.waitForFunction(() => navigator.clipboard.readText().then((text) => text.startsWith('Mailglass looked on')));
    const text = await copied();
    for (const part of ['how mail to selfsigned.test travels', 'Against someone who interferes: ', 'What to put right:\n– ', `${relay.url}/?domain=selfsigned.test`]) assert.ok(text.includes(part), text);
    assert.deepEqual(problems, []);
    await close();
  });

  test('on paper a simple answer is one light page, with its address, date and version', async () => {
    const { page, close } = await open({ colorScheme: 'dark' });
    await answered(page, 'plain.test');
    const pages = (await page.pdf({ format: 'A4', printBackground: true })).toString('latin1').match(/\/Type\s*\/Page[^s]/g).length;
    if (screenshots) await page.pdf({ format: 'A4', printBackground: true, path: join(screenshots, 'plain.test.pdf') });
    assert.equal(pages, 1);
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    const paper = await page.locator('.imprint').innerText();
    const version = await element(page, '(e) => e.report.analyzer');
    for (const part of [`${relay.url}/?domain=plain.test`, version, String(new Date().getFullYear())]) assert.ok(paper.includes(part), paper);
    const [ink] = await element(page, '(e) => [getComputedStyle(e).color]');
    assert.equal(ink, 'rgb(16, 38, 45)', 'dark on light');
    for (const hidden of ['form', '.actions', '.letter']) assert.equal(await page.locator(hidden).first().isVisible(), false, hidden);
    if (screenshots) await page.screenshot({ path: join(screenshots, 'paper.png'), fullPage: true });
    await close();
  });

  test('back on the empty page, the field is empty too', async () => {
    const { page, close } = await open();
    await page.goto(relay.url);
    await page.getByLabel('Domain or e-mail address').fill('tls13.test');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Yes, unless someone interferes' }).waitFor();
    await page.waitForFunction(() => location.search.includes('tls13.test'));
    await page.goBack();
    await page.waitForFunction(() => document.querySelector('mail-glass').report === null);
    assert.equal(await page.getByLabel('Domain or e-mail address').inputValue(), '');
    await close();
  });

  test('at 320 px with everything open nothing sticks out, and everything to press is large enough', async () => {
    const { page, problems, close } = await open({ viewport: { width: 320, height: 800 } });
    await page.goto(`${relay.url}/?domain=tls12.test`);
    await page.waitForFunction(() => document.querySelector('mail-glass')?.report?.complete, null, { timeout: 60_000 });
    const press = (label) => element(page, `(e) => { for (const b of e.shadowRoot.querySelectorAll('button[aria-expanded=false]')) if (b.textContent.trim().startsWith('${label}')) b.click(); }`);
    await press('Details');
    await page.locator('.suites').first().waitFor();
    for (const label of ['Bytes', 'Proof', 'Whole chain']) await press(label);
    await element(page, '(e) => { for (const d of e.shadowRoot.querySelectorAll("details")) d.open = true; for (const b of e.shadowRoot.querySelectorAll("button.explained[aria-expanded=false]")) b.click(); }');
    await page.waitForTimeout(500);
    const out = await element(page, `(e) => {
      const wide = document.documentElement.clientWidth;
      const scrolls = (one) => { for (let at = one; at; at = at.parentElement) if (at.className === 'sr' || /auto|scroll/.test(getComputedStyle(at).overflowX)) return true; return false; };
      return [...e.shadowRoot.querySelectorAll('*')].filter((one) => one.getBoundingClientRect().right > wide + 1 && !scrolls(one)).slice(0, 5).map((one) => one.tagName + '.' + one.className + ' ' + one.textContent.slice(0, 40));
    }`);
    assert.deepEqual(out, []);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth));
    // A link inside a sentence is as high as its line (WCAG 2.5.8).
    const small = await element(page, `(e) => [...e.shadowRoot.querySelectorAll('button, summary, select, a.deeper, a.name')].filter((one) => { const box = one.getBoundingClientRect(); return box.height > 0 && Math.min(box.height, box.width) < 24; }).map((one) => one.tagName + '.' + one.className + ' ' + one.textContent.trim().slice(0, 30) + ' ' + one.getBoundingClientRect().height)`);
    assert.deepEqual([...new Set(small)], []);
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(problems, []);
    await close();
  });

  test('what a badge means opens by keyboard', async () => {
    const { page, close } = await open();
    await answered(page, 'tls13.test');
    assert.equal(await page.getByRole('button', { name: '1 worth fixing', exact: true }).count(), 1, 'what is counted is apart from the number');
    const badge = page.locator('td button.badge').first();
    await badge.focus();
    await page.keyboard.press('Enter');
    assert.equal(await badge.getAttribute('aria-expanded'), 'true');
    assert.match(await page.locator('td .explanation:visible').first().innerText(), /server|relay/);
    for (const key of ['Enter', 'Enter', 'Escape', 'Escape']) await page.keyboard.press(key);
    assert.equal(await badge.getAttribute('aria-expanded'), 'false', 'Escape closes, and opens nothing');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    assert.equal(await badge.getAttribute('aria-expanded'), 'false');
    await close();
  });

  test('with text twice as large a whole domain can be read in the field', async () => {
    for (const width of [390, 640]) {
      const { page, close } = await open({ viewport: { width, height: 800 } });
      await page.goto(relay.url);
      await page.evaluate(() => { document.documentElement.style.fontSize = '200%'; });
      await page.getByLabel('Domain or e-mail address').fill('example.org');
      assert.ok(await page.getByLabel('Domain or e-mail address').evaluate((field) => field.scrollWidth <= field.clientWidth), `it is cut off at ${width} px`);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth));
      await close();
    }
  });
});
