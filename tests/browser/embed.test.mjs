// <mail-glass> on other people's pages: what it loads and when, how much room it takes, that nothing around it breaks it, and what the page hears of it.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { ownNetwork } from '../bench/network/own_network.mjs';
import { startLab } from '../lab/lab.mjs';
import { startRelay } from '../lab/relay.mjs';
import { scenarios } from '../lab/scenarios.mjs';
import { axeSource, launch } from './browser.mjs';

ownNetwork();

const programs = resolve(process.env.MAILGLASS_PROGRAMS ?? 'build/release');
const DOMAINS = ['tls13.test', 'plain.test', 'partly.test', 'expired.test', 'nullmx.test', 'silent.test'];

/** What visitors of other people's pages may have to pay for an element that they do not come to. */
const UNUSED = 30_000;
const FAR = '<p>Far above.</p><div class="far"></div>';
const STYLE = '.far { height: 5000px } .narrow { width: 300px } .below { height: 50px }';
/** What a page may do to its text. */
const LOUD = 'html { font-size: 62.5% } body { font: italic 700 9px/4 serif; text-transform: uppercase; letter-spacing: 5px; word-spacing: 20px; white-space: nowrap; text-indent: 4em; text-align: right; color: #eee; visibility: visible; cursor: wait } * { box-sizing: content-box }';

describe('the element on other pages', { concurrency: 3 }, () => {
  let lab, relay, browser;
  const pages = new Map();
  const site = createServer(({ url }, response) => {
    const { html, csp } = pages.get(url) ?? { html: '' };
    response.setHeader('content-type', 'text/html; charset=utf-8');
    if (csp) response.setHeader('content-security-policy', csp);
    response.end(html);
  });
  const origin = () => `http://127.0.0.1:${site.address().port}`;
  before(async () => {
    await new Promise((done) => site.listen(0, '127.0.0.1', done));
    lab = await startLab({ name: 'embed', scenarios: scenarios.filter(({ domain }) => DOMAINS.includes(domain)), origins: [origin()] });
    relay = await startRelay(programs, lab.relayConfig, resolve('web/dist'));
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    relay?.stop();
    await lab?.stop();
    site.close();
  });

  /** A page of somebody else with this in its body; what it asks of the relay is kept. */
  async function embedded(name, body, { style = STYLE, csp, ...options } = {}) {
    pages.set(`/${name}`, { csp, html: `<!doctype html><html lang="en"><title>IT help</title><style>${style}</style><script type="module" src="${relay.url}/mailglass.js"></script><h1>IT help</h1>${body}` });
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const asked = [], errors = [];
    let bytes = 0;
    page.on('pageerror', (error) => errors.push(error.message));
    context.on('response', async (response) => {
      if (!response.url().startsWith(relay.url)) return;
      asked.push(new URL(response.url()).pathname);
      bytes += (await response.body().catch(() => Buffer.alloc(0))).length;
    });
    page.on('websocket', () => asked.push('/ws'));
    await page.goto(`${origin()}/${name}`);
    return { page, asked, errors, bytes: () => bytes, close: () => context.close() };
  }
  const answered = (page, which = 'mail-glass') => page.waitForFunction((one) => document.querySelector(one)?.report?.complete, which, { timeout: 30_000 });
  const loaded = (asked, part) => asked.filter((path) => path.includes(part)).length > 0;
  const soon = async (what, test) => {
    for (let i = 0; i < 100; i++) {
      if (test()) return;
      await new Promise((done) => setTimeout(done, 50));
    }
    assert.fail(what);
  };

  test('out of sight it loads next to nothing, near it what is to be seen, and the analyzer when somebody is about to ask', async () => {
    const { page, asked, bytes, errors, close } = await embedded('far', `${FAR}<mail-glass compact></mail-glass>`);
    await page.waitForTimeout(1000);
    assert.deepEqual(asked, ['/mailglass.js']);
    assert.ok(bytes() <= UNUSED, `${bytes()} bytes`);
    await page.evaluate(() => scrollTo(0, 4400));
    await page.getByLabel('Domain or e-mail address').waitFor({ state: 'attached' });
    await page.waitForTimeout(500);
    assert.ok(!loaded(asked, '.wasm') && !loaded(asked, 'roots') && !loaded(asked, '/ws') && !loaded(asked, 'worker'), asked.join());
    await page.getByLabel('Domain or e-mail address').focus();
    await soon('the analyzer is loaded', () => loaded(asked, '.wasm') && loaded(asked, '/ws'));
    assert.deepEqual(errors, []);
    await close();
  });

  test('with a domain it does not ask before it is near', async () => {
    const { page, asked, close } = await embedded('far-domain', `${FAR}<mail-glass compact domain="tls13.test"></mail-glass>`);
    await page.waitForTimeout(700);
    assert.deepEqual(asked, ['/mailglass.js']);
    await page.evaluate(() => document.querySelector('mail-glass').scrollIntoView());
    await answered(page);
    assert.equal((await page.evaluate(() => document.querySelector('mail-glass').report)).verdict.word, 'yes');
    await close();
  });

  test('whoever comes by keyboard to one out of sight is in its field', async () => {
    const { page, close } = await embedded('keyboard', `<a href="#top" id="top">Above</a><div class="far"></div><mail-glass></mail-glass>`);
    await page.locator('#top').focus();
    await page.keyboard.press('Tab');
    await page.waitForFunction(() => document.querySelector('mail-glass').shadowRoot.activeElement?.shadowRoot?.activeElement?.name === 'domain');
    await close();
  });

  for (const domain of DOMAINS) {
    test(`compact: ${domain} is answered within 420 pixels at 300, with few connections, and what stands below hardly moves`, async () => {
      const { page, errors, close } = await embedded(`compact-${domain}`, `<div class="narrow"><mail-glass compact domain="${domain}"></mail-glass></div><div class="below">Below</div>`);
      await page.evaluate(() => {
        globalThis.shifted = 0;
        new PerformanceObserver((list) => { for (const one of list.getEntries()) globalThis.shifted += one.value; }).observe({ type: 'layout-shift', buffered: true });
      });
      await answered(page);
      await page.waitForTimeout(300);
      const { height, wide, connections, shifted } = await page.evaluate(() => {
        const element = document.querySelector('mail-glass');
        // A lab's relay says that it is one; others have nothing to say there.
        element.shadowRoot.firstElementChild.shadowRoot.querySelector('.notices').style.display = 'none';
        return { height: element.getBoundingClientRect().height, wide: document.documentElement.scrollWidth - innerWidth, connections: element.report.usage.connections, shifted: globalThis.shifted };
      });
      if (process.env.MAILGLASS_SCREENSHOTS) await page.locator('mail-glass').screenshot({ path: join(process.env.MAILGLASS_SCREENSHOTS, `compact-${domain}.png`) });
      assert.ok(height <= 420, `${height} pixels tall`);
      assert.ok(wide <= 0, `${wide} pixels too wide`);
      assert.ok(connections <= 8, `${connections} connections`);
      assert.ok(shifted < 0.1, `layout shift ${shifted}`);
      assert.deepEqual(errors, []);
      await close();
    });
  }

  test('what the page does to its own text does not reach it', async () => {
    const body = '<div class="narrow"><mail-glass compact domain="nullmx.test"></mail-glass></div>';
    const looks = async (name, style) => {
      const { page, close } = await embedded(name, body, { style: `.narrow { width: 300px } ${style}` });
      await answered(page);
      const seen = await page.locator('section.answer .sentence').first().evaluate((sentence) => {
        const of = (element) => { const s = getComputedStyle(element); return ['fontSize', 'fontStyle', 'fontFamily', 'lineHeight', 'textTransform', 'letterSpacing', 'wordSpacing', 'whiteSpace', 'textIndent', 'textAlign', 'color', 'cursor'].map((name) => `${name}: ${s[name]}`).join('; '); };
        return { sentence: of(sentence), height: document.querySelector('mail-glass').getBoundingClientRect().height };
      });
      if (process.env.MAILGLASS_SCREENSHOTS) await page.screenshot({ path: join(process.env.MAILGLASS_SCREENSHOTS, `embed-${name}.png`) });
      await close();
      return seen;
    };
    assert.deepEqual(await looks('loud', LOUD), await looks('quiet', ''));
  });

  test('theme decides between light and dark, against the system too; without it the system does', async () => {
    const { page, close } = await embedded('theme', '<mail-glass compact id="auto"></mail-glass><mail-glass compact theme="light" id="light"></mail-glass><mail-glass compact theme="dark" id="dark"></mail-glass>', { style: '' });
    const lightness = async () => {
      const found = {};
      for (const id of ['auto', 'light', 'dark']) {
        const [r, g, b] = await page.locator(`#${id} .frame`).evaluate((frame) => getComputedStyle(frame.getRootNode().host).backgroundColor.match(/\d+/g).map(Number));
        found[id] = (r + g + b) / 3 > 128 ? 'light' : 'dark';
      }
      return found;
    };
    for (const scheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme: scheme });
      assert.deepEqual(await lightness(), { auto: scheme, light: 'light', dark: 'dark' });
    }
    await page.evaluate(() => { document.querySelector('#auto').theme = 'light'; });
    assert.equal((await lightness()).auto, 'light', 'a property as well as an attribute');
    await page.evaluate(axeSource);
    assert.deepEqual(await page.evaluate(async () => (await window.axe.run('mail-glass')).violations.map(({ id, nodes }) => `${id}: ${nodes[0].target}`)), []);
    await close();
  });

  test('check() promises the answer, and the page hears of start, progress, answer and error', async () => {
    const { page, errors, close } = await embedded('events', `${FAR}<mail-glass compact></mail-glass>`);
    const heard = await page.evaluate(async () => {
      const element = document.querySelector('mail-glass');
      const names = [];
      for (const name of ['start', 'progress', 'answer', 'error']) document.addEventListener(`mailglass-${name}`, ({ target, detail }) => names.push({ name, detail, same: target === element }));
      const said = await element.check('someone@tls13.test');
      const refused = await element.check('localhost').catch((error) => error.message);
      const without = await element.check().catch((error) => error.message);
      return { said, refused, without, names };
    });
    assert.equal(heard.said.domain, 'tls13.test');
    assert.equal(heard.said.word, 'yes');
    assert.match(heard.said.sentence, /encrypts mail on its way in/);
    assert.match(heard.refused, /“localhost” has no dot/);
    assert.match(heard.without, /type a domain/);
    const names = heard.names.map(({ name }) => name);
    assert.equal(names[0], 'start');
    assert.ok(names.indexOf('progress') > 0 && names.indexOf('answer') > 0, names.join());
    assert.deepEqual(names.filter((name) => name === 'start' || name === 'answer'), ['start', 'answer']);
    assert.deepEqual(heard.names.filter(({ name }) => name === 'error').map(({ detail }) => detail.reason), ['input', 'input']);
    assert.ok(heard.names.every(({ same }) => same), 'heard from the element itself');
    assert.deepEqual(errors, []);
    await close();
  });

  test('its parts and its custom properties can be given other looks', async () => {
    const { page, close } = await embedded('parts', '<mail-glass compact domain="nullmx.test"></mail-glass>', { style: 'mail-glass { --mailglass-accent: rgb(1, 2, 3); --mailglass-font-size: 20px } mail-glass::part(field) { color: rgb(4, 5, 6) } mail-glass::part(answer) { border-radius: 0 }' });
    await answered(page);
    const css = (selector, property) => page.locator(selector).first().evaluate((element, name) => getComputedStyle(element)[name], property);
    assert.equal(await css('button.main', 'backgroundColor'), 'rgb(1, 2, 3)');
    assert.equal(await css('input[name=domain]', 'color'), 'rgb(4, 5, 6)');
    assert.equal(await css('section.answer', 'borderTopLeftRadius'), '0px');
    assert.equal(await css('input[name=domain]', 'fontSize'), '20px');
    await close();
  });

  const needs = () => `default-src 'none'; style-src 'unsafe-inline'; script-src ${relay.url} 'wasm-unsafe-eval'; worker-src blob: ${relay.url}; connect-src ${relay.url} ${relay.socket}`;
  test('on a page that requires Trusted Types it works, and says so in words where its policies are not allowed', async () => {
    const body = '<mail-glass compact domain="nullmx.test"></mail-glass>';
    const fine = await embedded('trusted', body, { csp: `${needs()}; require-trusted-types-for 'script'` });
    await answered(fine.page);
    await fine.close();
    for (const allowed of ["'none'", 'lit-html']) {
      const { page, close } = await embedded(`trusted-${allowed}`, body, { csp: `${needs()}; require-trusted-types-for 'script'; trusted-types ${allowed}` });
      await page.getByRole('alert').getByText('The analyzer could not be started').waitFor();
      await close();
    }
  });

  test('a property that was set before the script was there counts, and moving the element does no harm', async () => {
    const { page, errors, close } = await embedded('early', '<div id="one"></div><div id="two"></div>');
    await page.evaluate(() => {
      const early = document.createElement('mail-glass');
      early.compact = true;
      early.domain = 'nullmx.test';
      document.querySelector('#one').append(early);
    });
    await answered(page);
    await page.evaluate(() => document.querySelector('#two').append(document.querySelector('mail-glass')));
    await page.getByLabel('Domain or e-mail address').fill('tls13.test');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelector('mail-glass').report?.domain === 'tls13.test' && document.querySelector('mail-glass').report.complete);
    assert.deepEqual(errors, []);
    await close();
  });

  for (const scheme of ['light', 'dark']) {
    for (const width of [320, 1280]) {
      test(`/embed, ${scheme}, ${width} px: shows an element as chosen, what to copy for it, and what the page hears`, async () => {
        const context = await browser.newContext({ colorScheme: scheme, viewport: { width, height: 900 } });
        const page = await context.newPage();
        const problems = [];
        page.on('pageerror', (error) => problems.push(error.message));
        page.on('console', (message) => { if (message.type() === 'error') problems.push(message.text()); });
        await page.goto(`${relay.url}/embed`);
        await page.getByLabel('Domain to check at once').fill('tls13.test');
        await page.getByLabel('Colours').selectOption('dark');
        await page.getByText('mailglass-answer').waitFor();
        assert.match(await page.locator('#code').innerText(), /<script type="module" src="http.*\/mailglass\.js"><\/script>\n<mail-glass domain="tls13\.test" theme="dark" compact><\/mail-glass>/);
        await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
        await page.locator('figure mail-glass input[name=domain]').last().waitFor();
        await page.evaluate(axeSource);
        assert.deepEqual(await page.evaluate(async () => (await window.axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).slice(0, 3).join(' | ')}`)), []);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth) <= 0, 'nothing sticks out');
        if (process.env.MAILGLASS_SCREENSHOTS) await page.screenshot({ path: join(process.env.MAILGLASS_SCREENSHOTS, `embed-page-${scheme}-${width}.png`), fullPage: true });
        assert.deepEqual(problems, []);
        await context.close();
      });
    }
  }
});
