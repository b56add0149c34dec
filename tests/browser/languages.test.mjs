// The page and the element in every language: which one is spoken, that all that is read is in it, that it fits, and that it turns round where the language does.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { modules } from '../../web/scripts/words.mjs';
import { ownNetwork } from '../bench/network/own_network.mjs';
import { startLab } from '../lab/lab.mjs';
import { mailglass } from '../lab/mailglass.mjs';
import { startRelay } from '../lab/relay.mjs';
import { scenarios } from '../lab/scenarios.mjs';
import { pseudo } from '../web/pseudo_languages.mjs';
import { axeSource, launch } from './browser.mjs';
import { doesNotFit, notFromWords } from './words_on_screen.mjs';

ownNetwork();

const programs = resolve(process.env.MAILGLASS_PROGRAMS ?? 'build/release');
const screenshots = process.env.MAILGLASS_SCREENSHOTS;
const DOMAINS = ['tls13.test', 'plain.test', 'partly.test', 'expired.test', 'nullmx.test', 'silent.test', 'bogus.test', 'dane.test'];
const WIDTHS = [320, 390, 1280];
const folder = new URL('../../words/', import.meta.url);
const LANGUAGES = readdirSync(folder).filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -'.json'.length));
const words = Object.fromEntries(LANGUAGES.map((language) => [language, JSON.parse(readFileSync(new URL(`${language}.json`, folder), 'utf8'))]));
const folderOfFiles = mkdtempSync(join(tmpdir(), 'mailglass-languages-'));
const saidIn = (language, id) => words[language][id].text;
const direction = (language) => (language === 'ar' ? 'rtl' : 'ltr');
/** Whose words take which language's place in the browser. */
const PSEUDO = { de: 'en-XA', ar: 'ar-XB' };

describe('languages', { concurrency: 3 }, () => {
  let lab, relay, browser;
  const pages = new Map();
  const site = createServer(({ url }, response) => response.setHeader('content-type', 'text/html; charset=utf-8').end(pages.get(url) ?? ''));
  const origin = () => `http://127.0.0.1:${site.address().port}`;
  before(async () => {
    await new Promise((done) => site.listen(0, '127.0.0.1', done));
    lab = await startLab({ name: 'languages', scenarios: scenarios.filter(({ domain }) => DOMAINS.includes(domain)), origins: [origin()] });
    relay = await startRelay(programs, lab.relayConfig, resolve('web/dist'));
    browser = await launch();
    if (screenshots) mkdirSync(screenshots, { recursive: true });
  });
  after(async () => {
    await browser?.close();
    relay?.stop();
    await lab?.stop();
    site.close();
  });

  async function open({ pretend = false, ...options } = {}) {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const problems = [], asked = [];
    page.on('pageerror', (error) => problems.push(`script error: ${error.message}`));
    page.on('console', (message) => { if (message.type() === 'error') problems.push(`console: ${message.text()}`); });
    page.on('request', (request) => { if (request.url().startsWith(relay.url)) asked.push(new URL(request.url()).pathname.slice(1)); });
    if (pretend) {
      for (const [language, name] of Object.entries(PSEUDO)) {
        const { 'en.js': words, 'en.depths.js': depths, 'en.embed.js': embed } = modules('en', pseudo(name)); // with the plurals that English has
        for (const [part, body] of Object.entries({ words, depths, embed })) await page.route(new RegExp(`/${part}-${language}-[^/]*\\.js$`), (route) => route.fulfill({ contentType: 'text/javascript', headers: { 'access-control-allow-origin': '*' }, body }));
      }
    }
    return { context, page, problems, wordsAsked: () => asked.filter((name) => name.startsWith('words-')).map((name) => name.split('-')[1]), close: () => context.close() };
  }
  /** A page of somebody else. */
  async function embedded(name, body, { lang = '', ...options } = {}) {
    pages.set(`/${name}`, `<!doctype html><html${lang ? ` lang="${lang}"` : ''}><title>IT help</title><script type="module" src="${relay.url}/mailglass.js"></script>${body}`);
    const opened = await open(options);
    await opened.page.goto(`${origin()}/${name}`);
    return opened;
  }
  const answered = (page) => page.waitForFunction(() => document.querySelector('mail-glass')?.report?.complete, null, { timeout: 60_000 });
  const root = (page) => page.evaluate(() => `${document.documentElement.lang} ${document.documentElement.dir}`);
  const spoken = (page, which = 'mail-glass') => page.locator(`${which} .frame`).first().evaluate((frame) => `${frame.lang} ${frame.dir}`);
  const becomes = (page, language, which = 'mail-glass') =>
    page.waitForFunction(([one, wanted]) => document.querySelector(one)?.shadowRoot?.querySelector('mail-glass-view')?.shadowRoot?.querySelector('.frame')?.lang === wanted, [which, language], { timeout: 10_000 });
  async function violations(page) {
    await page.evaluate(axeSource);
    return page.evaluate(async () => (await window.axe.run()).violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).slice(0, 3).join(' | ')}`));
  }

  /** Everything that there is to see, opened. */
  async function openAll(page) {
    await page.locator('tr.address button.link').first().click();
    await page.locator('.conversation').first().waitFor();
    for (let i = 0; i < 2; i++) {
      await page.evaluate(() => {
        const { shadowRoot } = document.querySelector('mail-glass').shadowRoot.querySelector('mail-glass-view');
        for (const details of shadowRoot.querySelectorAll('details')) details.open = true;
        for (const button of shadowRoot.querySelectorAll('button[aria-expanded=false]')) button.click();
      });
      await page.waitForTimeout(300);
    }
  }

  for (const [language, name] of Object.entries(PSEUDO)) {
    for (const width of WIDTHS) {
      test(`${name}, ${width} px: all that is read comes from words/, and everything fits`, async () => {
        const { page, problems, close } = await open({ pretend: true, viewport: { width, height: 800 } });
        const wrong = [];
        const look = async (what) => {
          wrong.push(...[...(await notFromWords(page)), ...(await doesNotFit(page))].map((one) => `${what}: ${one}`));
          if (screenshots) await page.screenshot({ path: join(screenshots, `${name}-${width}-${what.replace(/\W+/g, '_')}.png`), fullPage: true });
        };
        await page.goto(`${relay.url}/?lang=${language}`);
        await page.locator('input[name=domain]').waitFor();
        await look('empty');
        for (const typed of ['localhost', 'example,org', 'a.test, b.test', '192.0.2.1', 'www.', '']) {
          await page.locator('input[name=domain]').fill(typed);
          await page.keyboard.press('Enter');
          await page.waitForTimeout(50);
          await look(`typed “${typed}”`);
        }
        await page.locator('input[name=domain]').fill('silent.test');
        await page.keyboard.press('Enter');
        await page.locator('.awaited').waitFor();
        await look('waiting');
        for (const domain of ['tls13.test', 'plain.test', 'partly.test', 'bogus.test', 'nullmx.test']) {
          await page.goto(`${relay.url}/?lang=${language}&domain=${domain}${domain === 'tls13.test' ? '' : '&depth=headline'}`);
          await answered(page);
          await page.waitForTimeout(100);
          await look(domain);
          if (!['bogus.test', 'nullmx.test'].includes(domain)) {
            await openAll(page);
            await look(`${domain} opened`);
          }
        }
        await page.goto(`${relay.url}/?lang=${language}&domain=tls13.test&lens=${await page.evaluate(() => document.querySelector('mail-glass').report.lenses[0].code)}`);
        await answered(page);
        await openAll(page);
        await look('lens');
        assert.deepEqual(wrong, []);
        assert.deepEqual(problems, []);
        await close();
      });
    }
  }

  /** Until its words have come; then all of it is seen. */
  const embedSpeaks = (page, language) => page.getByRole('heading', { level: 1, name: saidIn(language, 'embed.title'), exact: true }).waitFor();
  const seeAll = async (page) => {
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    if (await page.locator('figure').count()) await page.locator('figure mail-glass input[name=domain]').last().waitFor();
  };

  for (const [language, name] of Object.entries(PSEUDO)) {
    test(`${name}: all that is read on /embed comes from words/, and everything fits`, async () => {
      const { page, problems, close } = await open({ pretend: true, viewport: { width: 320, height: 800 } });
      await page.goto(`${relay.url}/embed?lang=${language}`);
      await page.locator('h1').waitFor();
      await seeAll(page);
      assert.deepEqual([...(await notFromWords(page)), ...(await doesNotFit(page))], []);
      assert.deepEqual(problems, []);
      await close();
    });
  }

  for (const language of LANGUAGES) {
    for (const width of [320, 1280]) {
      test(`${language}, ${width} px: /embed, /privacy, /about and /about.txt are read in it, fit, are clean for axe, and ask nobody else`, async () => {
        const { page, problems, close } = await open({ locale: language, viewport: { width, height: 800 } });
        const elsewhere = [];
        page.on('request', (request) => { if (!request.url().startsWith(relay.url) && !/^(?:data|blob):/.test(request.url())) elsewhere.push(request.url()); });
        for (const [path, title] of [['embed', 'embed.title'], ['privacy', 'privacy.title'], ['about', 'footer.servers']]) {
          await page.goto(`${relay.url}/${path}`);
          await page.getByRole('heading', { level: 1, name: saidIn(language, title), exact: true }).waitFor();
          await seeAll(page);
          assert.equal(await root(page), `${language} ${direction(language)}`, path);
          assert.ok((await page.title()).includes(saidIn(language, title)), path);
          assert.equal(await page.locator('main').evaluate((main) => getComputedStyle(main).direction), direction(language));
          assert.deepEqual(await doesNotFit(page), [], path);
          // What is typed or looked for, from left to right and in one piece.
          const codes = await page.locator('code[dir]').evaluateAll((all) => all.map((code) => [code.textContent, getComputedStyle(code).direction, code.getClientRects().length]));
          assert.deepEqual(codes, codes.map(([text]) => [text, 'ltr', 1]), path);
          assert.equal(codes.length > 0, path !== 'privacy', path);
          assert.deepEqual(await violations(page), [], path);
          if (screenshots) await page.screenshot({ path: join(screenshots, `${path}-${language}-${width}.png`), fullPage: true });
        }
        const headings = await page.locator('h2').allInnerTexts();
        await page.getByRole('link', { name: saidIn(language, 'about.plain') }).click();
        const plain = await page.locator('pre').innerText();
        for (const heading of headings) assert.ok(plain.includes(heading), heading);
        assert.deepEqual(elsewhere, []);
        assert.deepEqual(problems, []);
        await close();
      });
    }
  }

  test('pages beside the check go on in the language that was chosen, and link to the others', async () => {
    const { page, problems, close } = await open({ locale: 'en' });
    await page.goto(relay.url);
    await page.getByRole('combobox').selectOption('de');
    await becomes(page, 'de');
    await page.getByRole('link', { name: saidIn('de', 'footer.operator') }).click();
    await page.waitForURL(`${relay.url}/privacy?lang=de#operator`);
    assert.equal(await root(page), 'de ltr');
    const links = page.getByRole('navigation', { name: saidIn('de', 'language.choose') }).getByRole('link');
    assert.deepEqual((await links.allInnerTexts()).toSorted(), LANGUAGES.filter((one) => one !== 'de').map((one) => saidIn(one, 'language.name')).toSorted());
    await links.filter({ hasText: saidIn('ar', 'language.name') }).click();
    await page.getByRole('heading', { level: 1, name: saidIn('ar', 'privacy.title') }).waitFor();
    assert.equal(await root(page), 'ar rtl');
    await page.getByRole('link', { name: saidIn('ar', 'footer.servers') }).click();
    await page.getByRole('heading', { level: 1, name: saidIn('ar', 'footer.servers') }).waitFor();
    await page.getByRole('link', { name: saidIn('ar', 'document.front') }).click();
    await becomes(page, 'ar');
    assert.deepEqual(problems, []);
    await close();
  });

  test('/embed follows the language chosen on the page, and one chosen there is remembered too', async () => {
    const { page, problems, close } = await open({ locale: 'en' });
    await page.goto(relay.url);
    await page.getByRole('combobox').selectOption('de');
    await becomes(page, 'de');
    await page.goto(`${relay.url}/embed`);
    await embedSpeaks(page, 'de');
    await becomes(page, 'de', '#stage mail-glass');
    const choice = page.getByRole('combobox', { name: saidIn('de', 'language.choose'), exact: true });
    assert.equal(await choice.inputValue(), 'de');
    for (const list of [choice, page.getByLabel(saidIn('de', 'embed.lang'))]) {
      const offered = await list.locator('option[lang]').evaluateAll((all) => all.map(({ value, lang, textContent }) => [value, lang, textContent]));
      assert.deepEqual(offered.toSorted(), LANGUAGES.map((language) => [language, language, saidIn(language, 'language.name')]).toSorted());
    }
    await page.goto(`${relay.url}/embed?lang=es`);
    await embedSpeaks(page, 'es');
    await page.getByRole('combobox', { name: saidIn('es', 'language.choose'), exact: true }).selectOption('ar');
    await embedSpeaks(page, 'ar');
    await becomes(page, 'ar', '#stage mail-glass');
    assert.equal(await root(page), 'ar rtl');
    assert.equal(page.url(), `${relay.url}/embed`);
    assert.equal(await page.locator('pre').evaluate((code) => getComputedStyle(code).direction), 'ltr', 'code is not turned round');
    await page.reload();
    await embedSpeaks(page, 'ar');
    await page.goto(relay.url);
    await becomes(page, 'ar');
    assert.deepEqual(await page.context().cookies(), [], 'no cookie');
    assert.deepEqual(problems, []);
    await close();
  });

  test('where the words of /embed do not come in a language, it speaks English; where no script runs, it says why in each', async () => {
    const { page, close } = await open({ locale: 'fr' });
    await page.route(/\/embed-fr-/, (route) => route.abort());
    await page.goto(`${relay.url}/embed`);
    await embedSpeaks(page, 'en');
    assert.equal(await root(page), 'en ltr');
    await close();
    const without = await open({ locale: 'fr', javaScriptEnabled: false });
    await without.page.goto(`${relay.url}/embed`);
    assert.equal(await without.page.title(), saidIn('en', 'embed.title'));
    for (const language of LANGUAGES) await without.page.locator(`noscript p[lang=${language}]`).getByText(saidIn(language, 'embed.noscript')).waitFor();
    await without.close();
  });

  for (const language of LANGUAGES) {
    for (const colorScheme of ['light', 'dark']) {
      test(`${language}, ${colorScheme}: clean for axe and without anything that sticks out, at all widths`, async () => {
        const { page, problems, wordsAsked, close } = await open({ colorScheme, locale: language });
        for (const width of WIDTHS) {
          await page.setViewportSize({ width, height: width === 320 ? 568 : 844 });
          for (const domain of ['partly.test', 'nullmx.test', 'bogus.test', 'plain.test', 'tls13.test']) {
            await page.goto(`${relay.url}/?domain=${domain}&depth=headline`);
            await answered(page);
            await page.waitForTimeout(100);
            assert.deepEqual(await doesNotFit(page), [], `${domain} at ${width}`);
            if (screenshots) await page.screenshot({ path: join(screenshots, `${domain}-${language}-${width}-${colorScheme}.png`) });
          }
          assert.equal(await root(page), `${language} ${direction(language)}`);
          assert.deepEqual(await violations(page), [], `at ${width}`);
        }
        assert.deepEqual([...new Set(wordsAsked())], [language], 'one language is loaded');
        assert.deepEqual(problems, []);
        await close();
      });
    }

    test(`${language}: with everything open it is clean for axe, and fits at 320 px`, async () => {
      const { page, problems, close } = await open({ locale: language, viewport: { width: 320, height: 568 } });
      await page.goto(`${relay.url}/?domain=tls13.test`);
      await answered(page);
      await openAll(page);
      assert.deepEqual(await doesNotFit(page), []);
      assert.deepEqual(await violations(page), []);
      if (screenshots) await page.screenshot({ path: join(screenshots, `opened-${language}-320.png`), fullPage: true });
      assert.deepEqual(problems, []);
      await close();
    });
  }

  test('the page speaks the first language of the browser that there is, in its title too', async () => {
    const { page, wordsAsked, close } = await open({ locale: 'fr-CA' });
    await page.goto(relay.url);
    await becomes(page, 'fr');
    assert.equal(await root(page), 'fr ltr');
    assert.equal(await page.title(), saidIn('fr', 'title.empty'));
    assert.equal(await page.locator('h1').innerText(), saidIn('fr', 'frame.question'));
    assert.deepEqual(wordsAsked(), ['fr']);
    await close();
    const other = await open({ locale: 'ja' });
    await other.page.goto(relay.url);
    await becomes(other.page, 'en');
    await other.close();
  });

  test('a language is chosen by keyboard, at once, and remembered; nothing is asked anew', async () => {
    const { page, problems, close } = await open({ locale: 'en' });
    await page.goto(`${relay.url}/?domain=plain.test&depth=headline`);
    await answered(page);
    const choice = page.getByRole('combobox', { name: saidIn('en', 'language.choose') });
    const offered = await choice.locator('option').evaluateAll((all) => all.map(({ value, lang, textContent }) => [value, lang, textContent]));
    assert.deepEqual(offered.toSorted(), LANGUAGES.map((language) => [language, language, saidIn(language, 'language.name')]).toSorted());
    const begun = await page.evaluate(() => document.querySelector('mail-glass').report.started_unix_ms);
    await page.locator('a.name').focus();
    await page.keyboard.press('Tab');
    await page.keyboard.type(saidIn('de', 'language.name').slice(0, 3));
    await becomes(page, 'de');
    assert.equal(await page.locator('#answer').innerText(), saidIn('de', 'answer.no.word'));
    assert.match(await page.title(), new RegExp(saidIn('de', 'answer.no.word')));
    assert.ok((await page.getByRole('status').textContent()).includes(saidIn('de', 'answer.no')), 'who cannot see it hears the answer in it');
    assert.equal(await root(page), 'de ltr');
    assert.equal(await page.evaluate(() => document.querySelector('mail-glass').report.started_unix_ms), begun);
    assert.equal(await page.getByRole('combobox', { name: saidIn('de', 'language.choose') }).inputValue(), 'de');
    assert.doesNotMatch(page.url(), /lang=/);
    await page.goto(relay.url);
    await becomes(page, 'de');
    assert.equal(await page.getByRole('combobox').inputValue(), 'de');
    assert.deepEqual(await page.context().cookies(), [], 'no cookie');
    assert.deepEqual(problems, []);
    await close();
  });

  test('what was refused, and what is awaited, is said in the language that is chosen meanwhile', async () => {
    const { page, close } = await open({ locale: 'en' });
    await page.goto(relay.url);
    await page.locator('input[name=domain]').fill('192.0.2.1');
    await page.keyboard.press('Enter');
    assert.equal(await page.locator('#hint').innerText(), saidIn('en', 'typed.address'));
    await page.getByRole('combobox').selectOption('es');
    await becomes(page, 'es');
    assert.equal(await page.locator('#hint').innerText(), saidIn('es', 'typed.address'));
    await page.locator('input[name=domain]').fill('silent.test');
    await page.keyboard.press('Enter');
    await page.locator('.awaited').waitFor();
    await page.getByRole('combobox').selectOption('fr');
    await becomes(page, 'fr');
    assert.equal(await page.locator('.verdict button').innerText(), saidIn('fr', 'waiting.stop'));
    await close();
  });

  test('a link that names a language wins, is not remembered, and gives way to a choice', async () => {
    const { page, close } = await open({ locale: 'en' });
    await page.goto(relay.url);
    await page.getByRole('combobox').selectOption('fr');
    await becomes(page, 'fr');
    await page.goto(`${relay.url}/?lang=es`);
    await becomes(page, 'es');
    assert.match(await page.locator('a.name').getAttribute('href'), /\?lang=es$/, 'the front page is in it too');
    await page.locator('input[name=domain]').fill('nullmx.test');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => location.search === '?lang=es&domain=nullmx.test');
    await page.getByRole('combobox').selectOption('de');
    await becomes(page, 'de');
    assert.equal(new URL(page.url()).search, '?domain=nullmx.test');
    await page.reload();
    await becomes(page, 'de');
    await page.goto(`${relay.url}/?lang=xx`);
    await becomes(page, 'de');
    await close();
  });

  test('where the browser remembers nothing, the address does', async () => {
    const { page, close } = await open({ locale: 'en' });
    await page.addInitScript(() => Object.defineProperty(globalThis, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } }));
    await page.goto(relay.url);
    await page.getByRole('combobox').selectOption('fr');
    await becomes(page, 'fr');
    assert.equal(new URL(page.url()).search, '?lang=fr');
    await close();
  });

  test('an element speaks the language of its own lang, else of the nearest around it, through shadow trees too, else the browser’s', async () => {
    const body = `<mail-glass compact id="own" lang="fr"></mail-glass>
      <section lang="es-MX"><mail-glass compact id="near"></mail-glass></section>
      <mail-glass compact id="page"></mail-glass>
      <section lang="ar"><div id="host"></div></section>
      <section lang="tlh"><mail-glass compact id="unknown"></mail-glass></section>
      <section lang=""><mail-glass compact id="unsaid"></mail-glass></section>
      <script>document.querySelector('#host').attachShadow({ mode: 'open' }).innerHTML = '<p><mail-glass compact></mail-glass></p>';</script>`;
    const { page, problems, wordsAsked, close } = await embedded('nearest', body, { lang: 'de', locale: 'en-US' });
    for (const [id, language] of [['own', 'fr'], ['near', 'es'], ['page', 'de'], ['unknown', 'en'], ['unsaid', 'en']]) {
      await becomes(page, language, `#${id}`);
      assert.equal(await page.locator(`#${id} button.main`).innerText(), saidIn(language, 'form.check'), id);
    }
    await page.waitForFunction(() => document.querySelector('#host').shadowRoot.querySelector('mail-glass').shadowRoot.querySelector('mail-glass-view')?.shadowRoot.querySelector('.frame')?.lang === 'ar');
    assert.equal(await page.locator('#host mail-glass .frame').evaluate((frame) => getComputedStyle(frame).direction), 'rtl');
    assert.equal(await root(page), 'de ', 'the page around it stays as it is');
    assert.deepEqual(wordsAsked().toSorted(), ['ar', 'de', 'en', 'es', 'fr']);
    assert.equal(await page.getByRole('combobox').count(), 0, 'the page decides');
    assert.deepEqual(problems, []);
    await close();
  });

  test('an element follows when the language around it changes', async () => {
    const { page, close } = await embedded('changes', '<section><mail-glass compact domain="nullmx.test"></mail-glass></section>', { lang: 'de', locale: 'en' });
    await answered(page);
    assert.equal(await page.locator('#answer').innerText(), saidIn('de', 'answer.takes-none.word'));
    const change = (selector, lang) => page.evaluate(([one, value]) => { const e = document.querySelector(one); if (value === null) e.removeAttribute('lang'); else e.lang = value; }, [selector, lang]);
    for (const [selector, lang, language] of [['html', 'fr', 'fr'], ['section', 'ar', 'ar'], ['mail-glass', 'es', 'es'], ['mail-glass', null, 'ar'], ['section', null, 'fr'], ['html', null, 'en']]) {
      await change(selector, lang);
      await becomes(page, language);
      assert.equal(await spoken(page), `${language} ${direction(language)}`);
      assert.equal(await page.locator('#answer').innerText(), saidIn(language, 'answer.takes-none.word'));
    }
    await page.evaluate(() => { const there = document.createElement('div'); there.lang = 'de'; document.body.append(there); there.append(document.querySelector('mail-glass')); });
    await becomes(page, 'de');
    await close();
  });

  test('the full report opens in the language of the element', async () => {
    const { page, close } = await embedded('full', '<mail-glass compact domain="nullmx.test" lang="fr"></mail-glass>', { locale: 'en' });
    await answered(page);
    assert.equal(await page.locator('a[part=link]').getAttribute('href'), `${relay.url}/?domain=nullmx.test&lang=fr`);
    await close();
  });

  test('out of sight an element loads no words, and near one language', async () => {
    const { page, wordsAsked, close } = await embedded('far', '<div style="height: 5000px"></div><mail-glass compact></mail-glass>', { lang: 'es' });
    await page.waitForTimeout(500);
    assert.deepEqual(wordsAsked(), []);
    await page.evaluate(() => scrollTo(0, 4400));
    await becomes(page, 'es');
    assert.deepEqual(wordsAsked(), ['es']);
    await close();
  });

  test('where the words of a language do not come, English is spoken; where nothing comes, that is said in the language', async () => {
    const { page, close } = await open({ locale: 'fr' });
    await page.route(/\/words-fr-/, (route) => route.abort());
    await page.goto(relay.url);
    await becomes(page, 'en');
    assert.equal(await page.locator('h1').innerText(), saidIn('en', 'frame.question'));
    await close();
    const nothing = await open({ locale: 'ar' });
    await nothing.page.route(/\/view-/, (route) => route.abort());
    await nothing.page.goto(relay.url);
    await nothing.page.getByRole('alert').getByText(saidIn('ar', 'failed.not-started')).waitFor();
    assert.equal(await nothing.page.getByRole('alert').evaluate((alert) => `${alert.lang} ${alert.dir}`), 'ar rtl');
    await nothing.close();
  });

  test('from right to left: the page is turned round, what has a direction is not, digits are the ones of the bytes', async () => {
    const { page, close } = await open({ locale: 'ar', viewport: { width: 1280, height: 800 } });
    await page.goto(`${relay.url}/?domain=tls13.test`);
    await answered(page);
    await openAll(page);
    const side = async (selector) => {
      const { x, width } = await page.locator(selector).first().boundingBox();
      return x + width / 2 > 640 ? 'right' : 'left';
    };
    assert.equal(await side('a.name'), 'right');
    assert.equal(await side('select.language'), 'left');
    assert.equal(await side('.verdict .picture'), 'right');
    assert.equal(await side('tr.address .ip'), 'right');
    for (const selector of ['.ip', '.host', '.hex', '.dialogue code', '.rr', 'input[name=domain]']) {
      assert.deepEqual(await page.locator(selector).first().evaluate((one) => [getComputedStyle(one).direction, getComputedStyle(one).unicodeBidi]), ['ltr', 'isolate'], selector);
    }
    const text = await page.locator('mail-glass-view .frame').first().evaluate((frame) => frame.textContent);
    assert.doesNotMatch(text, /[\u0660-\u0669\u06f0-\u06f9]/, 'one kind of digits');
    assert.match(await page.locator('.meta').first().innerText(), /\d/);
    assert.match(await page.locator('h3', { hasText: 'tls13.test' }).first().textContent(), /\u2068+tls13\.test\u2069/, 'a domain within a sentence stands apart');
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: relay.url });
    await page.getByRole('button', { name: saidIn('ar', 'send.link') }).click();
    await page.getByRole('button', { name: saidIn('ar', 'ask.done') }).waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), `${relay.url}/?domain=tls13.test`);
    await close();
  });

  for (const language of LANGUAGES) {
    test(`${language}: a file of the command line, which has no relay, is told without one`, async () => {
      const RELAY = { en: /relay/i, de: /relais/i, fr: /relais/i, es: /intermediari/i, ar: /وسيط(?!ة)/ }; // in Arabic, intermediate certificates are of the same word
      const { page, problems, close } = await open({ locale: language, viewport: { width: 390, height: 844 } });
      for (const domain of ['dane.test', 'silent.test', 'nullmx.test']) {
        const file = join(folderOfFiles, `${domain}-${language}.json`);
        await mailglass([domain, '--config', lab.relayConfig, '--depth', 'quick', '--evidence', file, '--quiet']);
        await page.goto(`${relay.url}/?lang=${language}`);
        await page.locator('input[type=file]').first().setInputFiles(file);
        await answered(page);
        if (domain === 'dane.test') await openAll(page);
        const read = await page.locator('mail-glass-view .frame').first().evaluate((frame) => frame.textContent);
        assert.ok(read.length > 1000);
        // Nor is what the file says of names.
        const sentence = new RegExp(`.{0,40}${RELAY[language].source}.{0,40}`, RELAY[language].flags);
        assert.equal(read.replaceAll('relay.lab.test', '').match(sentence)?.[0], undefined, domain);
      }
      assert.deepEqual(problems, []);
      await close();
    });
  }

  for (const language of LANGUAGES) {
    test(`${language}: a compact element says the longest answers within 420 pixels at 300`, async () => {
      const { page, problems, close } = await embedded(`compact-${language}`, `<div style="width: 300px">${['tls13.test', 'dane.test', 'bogus.test'].map((domain) => `<mail-glass compact domain="${domain}"></mail-glass>`).join('')}</div>`, { lang: language });
      await page.waitForFunction(() => [...document.querySelectorAll('mail-glass')].every((one) => one.report?.complete), null, { timeout: 60_000 });
      await page.waitForTimeout(200);
      const seen = await page.evaluate(() =>
        [...document.querySelectorAll('mail-glass')].map((element) => {
          // A lab's relay says that it is one; others have nothing to say there.
          element.shadowRoot.firstElementChild.shadowRoot.querySelector('.notices').style.display = 'none';
          return { domain: element.domain, height: element.getBoundingClientRect().height };
        }));
      assert.deepEqual(seen.filter(({ height }) => height > 420), []);
      assert.deepEqual(problems, []);
      await close();
    });
  }

  test('numbers and dates are written as the language writes them', async () => {
    const { page, close } = await open({ locale: 'en', timezoneId: 'UTC' });
    await page.goto(`${relay.url}/?domain=nullmx.test`);
    await answered(page);
    for (const language of LANGUAGES) {
      await page.getByRole('combobox').selectOption(language);
      await becomes(page, language);
      const locale = { en: 'en-GB', ar: 'ar-u-nu-latn' }[language] ?? language;
      const wanted = await page.evaluate((one) => new Intl.DateTimeFormat(one, { dateStyle: 'long', timeStyle: 'short' }).format(document.querySelector('mail-glass').report.started_unix_ms), locale);
      assert.ok((await page.locator('.meta').first().textContent()).includes(wanted), `${language}: ${wanted}`);
    }
    await close();
  });
});
