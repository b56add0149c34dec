// The page in a real browser, against the lab: every domain's answer is true, and saved evidence says the same natively.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import { mkdirSync, mkdtempSync, writeFileSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';

import { detailsDifferences, snapshotDifferences } from '../evidence/shown.mjs';
import { loadAnalyzer } from '../evidence/wasm_analyzer.mjs';
import { withoutWords } from '../evidence/replays.mjs';
import { contradictions, established, explorationOf } from '../lab/established.mjs';
import { differences, whoeverReads } from '../lab/expectation.mjs';
import { startLab } from '../lab/lab.mjs';
import { postfixTruth } from '../lab/postfix_truth.mjs';
import { startRelay } from '../lab/relay.mjs';
import { scenarios } from '../lab/scenarios.mjs';
import { axeSource, launch } from './browser.mjs';
import { load } from '../web/typescript.mjs';
import { inWords } from '../words/in_words.mjs';

// What the page makes of a phrase.
const { told } = await load('src/view/told.ts');

const programs = resolve(process.env.MAILGLASS_PROGRAMS ?? 'build/release');
const web = resolve('web/dist');
const folder = mkdtempSync(join(tmpdir(), 'mailglass-browser-'));

/** Waits for the end of the check and returns the snapshot the page shows. */
const finished = (page, timeout = 30_000) => page.waitForFunction(() => document.querySelector('mail-glass')?.report?.complete && document.querySelector('mail-glass').report, null, { timeout }).then((h) => h.jsonValue());

/** What the page says at the end, behind the answer. */
const ALL_THERE = ' All details are there, and the evidence can be saved.';

describe('the page against the lab', { concurrency: 3 }, () => {
  let lab, relay, browser, roots, analyzer;
  const site = createServer((request, response) => response.setHeader('content-type', 'text/html').end(`<!doctype html><title>IT help</title><script type="module" src="${relay.url}/mailglass.js"></script><h1>IT help</h1><mail-glass domain="tls13.test"></mail-glass>`));
  const siteOrigin = () => `http://127.0.0.1:${site.address().port}`;
  before(async () => {
    await new Promise((r) => site.listen(0, '127.0.0.1', r));
    lab = await startLab({ origins: [siteOrigin()] });
    relay = await startRelay(programs, lab.relayConfig, web);
    browser = await launch();
    roots = join(folder, 'roots.pem');
    const pem = await (await fetch(`${relay.url}/roots.pem`)).text();
    writeFileSync(roots, pem);
    analyzer = await loadAnalyzer(resolve(process.env.MAILGLASS_WASM_DIR ?? 'build/wasm/wasm/binding'));
    analyzer.roots(pem);
    analyzer.anchors(readFileSync(lab.anchor));
  });
  after(async () => {
    await browser?.close();
    relay?.stop();
    await lab?.stop();
    site.close();
  });

  /** A page of its own that fails the test on any script error, CSP violation or request to anywhere else. */
  async function open(options = {}) {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const problems = [];
    page.on('pageerror', (error) => problems.push(`script error: ${error.message}`));
    page.on('console', (message) => { if (message.type() === 'error') problems.push(`console: ${message.text()}`); });
    page.on('request', (request) => { if (!request.url().startsWith(relay.url) && !/^(blob|data):/.test(request.url())) problems.push(`request to ${request.url()}`); });
    return { page, problems, close: () => context.close() };
  }

  /** The roots may come after the end: the last snapshot counts. */
  async function withRoots(page) {
    await page.waitForFunction(() => document.querySelector('mail-glass').report.roots !== null, null, { timeout: 10_000 });
    return page.evaluate(() => document.querySelector('mail-glass').report);
  }

  /** The whole report: the page's evidence leads to it, with the same bytes natively and in WebAssembly, and all that the page shows says the same. */
  async function saidEverywhere(page, name) {
    const snapshot = await withRoots(page);
    const evidence = await page.evaluate(() => document.querySelector('mail-glass').start().evidence());
    const file = join(folder, `${name}.json`);
    writeFileSync(file, evidence);
    const native = spawnSync(join(programs, 'cli/mailglass'), ['replay', file, '--roots', roots, '--trust-anchor', lab.anchor, '--json'], { encoding: 'utf8', maxBuffer: 1 << 26 }).stdout.trimEnd();
    const written = withoutWords(native);
    const report = JSON.parse(written);
    assert.deepEqual(snapshotDifferences(whoeverReads(snapshot), whoeverReads(report)), [], 'the evidence says the same natively');
    for (const [s, server] of report.servers.entries()) {
      for (const a of server.addresses.keys()) {
        const details = await page.evaluate(([s, a]) => document.querySelector('mail-glass').start().ask({ what: 'details', server: s, address: a }), [s, a]);
        assert.deepEqual(detailsDifferences(whoeverReads(details), whoeverReads(report), s, a), [], `details of ${server.addresses[a].address}`);
      }
    }
    assert.equal(analyzer.replay(evidence), written, 'native and WebAssembly reports are the same bytes');
    if (process.env.MAILGLASS_KEEP_EVIDENCE) {
      mkdirSync(process.env.MAILGLASS_KEEP_EVIDENCE, { recursive: true });
      writeFileSync(join(process.env.MAILGLASS_KEEP_EVIDENCE, `${name}.json.gz`), gzipSync(evidence, { level: 9 }));
    }
    return report;
  }

  for (const scenario of scenarios) {
    test(`${scenario.domain}: ${scenario.about}`, async () => {
      const { page, problems, close } = await open();
      try {
        const started = Date.now();
        await page.goto(`${relay.url}/?domain=${scenario.domain}&depth=headline`);
        const { verdict } = await finished(page);
        const seconds = (Date.now() - started) / 1000;
        const final = await saidEverywhere(page, scenario.domain);
        assert.deepEqual(differences(final, scenario), [], told(verdict.sentence));
        // The check keeps its deadline by its own clock; loading the page besides depends on what else this machine does.
        assert.ok(final.elapsed_us <= scenario.deadline_s * 1e6, `the check took ${final.elapsed_us / 1e6} s`);
        assert.ok(seconds <= scenario.deadline_s + 10, `with the page's loading it took ${seconds} s`);
        const [word, sentence] = await page.locator('#answer, .sentence').allTextContents();
        assert.equal(await page.getByRole('status').textContent(), `${scenario.domain}: ${word}. ${sentence}${ALL_THERE}`, 'the page says the answer, and that it is all there');
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });
  }

  // What the relay allows for one address by default bounds full depth.
  const budgets = { quick: 6, standard: 20, full: 24 };
  for (const domain of ['tls13.test', 'tls10.test']) {
    for (const [depth, budget] of Object.entries(budgets)) {
      test(`${domain} explored at ${depth} depth: what is said and shown is what Postfix's settings say`, async () => {
        const { page, problems, close } = await open();
        try {
          await page.goto(`${relay.url}/?domain=${domain}&depth=${depth}`);
          await finished(page, 60_000);
          const report = await saidEverywhere(page, `${domain}-${depth}`);
          const explored = explorationOf(report);
          const facts = established(explored);
          assert.equal(explored.depth, depth);
          assert.ok(explored.done);
          assert.deepEqual(contradictions(facts, postfixTruth(scenarios.find((s) => s.domain === domain).servers[0].parameters)), []);
          for (const { version } of explored.versions) assert.ok(facts.has(version), `${version} was not settled`);
          assert.ok(report.usage.connections <= budget && explored.budget.allowed === budget, `${report.usage.connections} of ${explored.budget.allowed} connections`);
          assert.equal(explored.budget.turned_away, 0);

          await page.getByRole('button', { name: 'Details' }).first().click();
          await page.locator('.suites').first().waitFor();
          const shown = await page.evaluate(() => document.querySelector('mail-glass').shadowRoot.querySelector('mail-glass-view').shadowRoot.textContent);
          const accepted = explored.versions.flatMap((v) => [...v.suites, ...v.groups]).filter((choice) => choice.support === 'yes').map((choice) => choice.name);
          const present = explored.weaknesses.filter((weakness) => weakness.verdict === 'present');
          assert.ok(accepted.length > 1 && present.length > 0, `${accepted.length} accepted, ${present.length} weaknesses`);
          const impossible = explored.properties.filter((property) => property.support === 'not-applicable');
          assert.ok(impossible.length > 0, 'one version that is missing leaves no room for something');
          const said = inWords(explored, told);
          const reasons = [...said.weaknesses.filter((weakness) => weakness.verdict !== 'present' || weakness.suites.length < 3).map((weakness) => weakness.because), ...said.properties.filter((property) => property.support === 'not-applicable').map((property) => property.why)];
          // A common prime is small too: it has one row, that of the small one, as it is one weakness in the count.
          const twice = said.weaknesses.filter(({ code, verdict }) => code === 'tls.dh.common' && said.weaknesses.some((other) => other.code === 'tls.dh.small' && other.verdict === verdict));
          for (const { title } of twice) assert.ok(!shown.includes(title), `the page shows ${title} beside the same prime`);
          for (const words of [...accepted, ...said.weaknesses.filter((weakness) => weakness.verdict === 'present' && !twice.includes(weakness)).map((weakness) => weakness.title), ...reasons, ...said.not_established.map((open) => open.reason)]) assert.ok(shown.includes(words), `the page does not show ${words}`);
          const marked = await page.locator('.suites tbody tr:has(th)').evaluateAll((all) => all.map((row) => [row.querySelector('code').textContent, row.textContent]));
          const suites = explored.versions.flatMap((v) => v.suites).filter((suite) => suite.support === 'yes').map((suite) => suite.name);
          assert.deepEqual(marked.map(([suite]) => suite).sort(), suites.sort(), 'each accepted suite has its row');
          for (const [suite, row] of marked) {
            assert.equal(/Static RSA/.test(row), suite.startsWith('TLS_RSA_'), `${suite}: static RSA`);
            assert.equal(/without a certificate/.test(row), suite.includes('_anon_'), `${suite}: anonymous`);
            assert.equal(/CBC suites/.test(row), suite.includes('_CBC_'), `${suite}: CBC`);
          }
          assert.deepEqual(problems, []);
        } finally {
          await close();
        }
      });
    }
  }

  test('a slow mail server: the page answers at the usual deadline, says that it waits, and is corrected when the server speaks', async () => {
    const { page, problems, close } = await open();
    try {
      await page.goto(`${relay.url}/?domain=late.test&depth=headline`);
      await page.waitForFunction(() => document.querySelector('mail-glass')?.report?.headline_us, null, { timeout: 20_000 });
      const early = await page.evaluate(() => document.querySelector('mail-glass').report);
      assert.deepEqual([early.complete, early.verdict.word], [false, 'unknown']);
      await page.getByText('The check goes on waiting for it').waitFor();
      await page.getByText('still waiting for a slow mail server').waitFor();
      const late = await finished(page);
      assert.equal(late.verdict.word, 'yes', told(late.verdict.sentence));
      assert.equal(late.usage.connections, 1, 'it was waited for on the same connection');
      assert.equal(await page.getByText('still waiting').count(), 0);
      assert.deepEqual(problems, []);
    } finally {
      await close();
    }
  });

  test('typing a domain and pressing Enter answers, by keyboard alone', async () => {
    const { page, problems, close } = await open();
    await page.goto(relay.url);
    await page.getByLabel('Domain or e-mail address').focus();
    await page.keyboard.type('someone@tls13.test');
    await page.keyboard.press('Enter');
    const report = await finished(page);
    assert.equal(report.domain, 'tls13.test');
    assert.equal(new URL(page.url()).searchParams.get('domain'), 'tls13.test');
    assert.deepEqual(problems, []);
    await close();
  });

  test('screen readers hear the answer once, and later that all details are there', async () => {
    const { page, problems, close } = await open();
    await page.goto(relay.url);
    await page.getByRole('status').evaluate((status) => {
      globalThis.heard = [];
      new MutationObserver((changes) => {
        for (const { target } of changes) {
          const text = target.textContent;
          if (text && globalThis.heard.at(-1) !== text) globalThis.heard.push(text);
        }
      }).observe(status, { subtree: true, childList: true, characterData: true });
    });
    await page.getByLabel('Domain or e-mail address').fill('tls13.test');
    await page.keyboard.press('Enter');
    await finished(page, 60_000);
    await page.waitForFunction((end) => globalThis.heard.at(-1) === end, ALL_THERE);
    const [word, sentence] = await page.locator('#answer, .sentence').allTextContents();
    // Where this machine has much to do the check takes a second or more, and that is told first.
    const heard = (await page.evaluate(() => globalThis.heard)).filter((text) => !/^Checking tls13\.test|seconds so far\./.test(text));
    assert.deepEqual(heard, [`tls13.test: ${word}. ${sentence}`, ALL_THERE]);
    assert.equal(await page.getByRole('status').getAttribute('aria-atomic'), 'false', 'the end alone is news then');
    assert.deepEqual(problems, []);
    await close();
  });

  test('the page says who gave the program and the trusted roots', async () => {
    const { page, problems, close } = await open();
    await page.goto(`${relay.url}/?domain=tls13.test&depth=headline`);
    await finished(page);
    const { roots } = await withRoots(page);
    const { host } = new URL(relay.url);
    const shown = page.locator('details', { hasText: 'How sure is each line?' });
    await shown.getByText(`Trusted authorities: ${roots.count} roots, given by ${host} together with this program, SHA-256 ${roots.sha256}.`).waitFor({ state: 'attached' });
    await shown.getByText(`both come from ${host}`).waitFor({ state: 'attached' });
    assert.deepEqual(problems, []);
    await close();
  });

  test('an IP address and a word without a dot are refused in words, without a connection', async () => {
    const { page, close } = await open();
    await page.goto(relay.url);
    for (const typed of ['192.0.2.1', 'localhost', '']) {
      await page.getByLabel('Domain or e-mail address').fill(typed);
      await page.keyboard.press('Enter');
      await page.getByRole('alert').first().waitFor();
      assert.equal(await page.evaluate(() => document.querySelector('mail-glass').report), null, typed);
    }
    await close();
  });

  test('several domains ask which, a comma for a dot asks back, and what came along is left out; by keyboard', async () => {
    const { page, problems, close } = await open();
    await page.goto(relay.url);
    const field = page.getByLabel('Domain or e-mail address');
    const typed = async (text) => { await field.fill(text); await field.press('Enter'); };
    const checked = async (domain) => assert.equal((await finished(page)).domain, domain);
    const none = () => page.evaluate(() => document.querySelector('mail-glass').report);

    await typed('bob@nullmx.test; eve@nomail.test');
    await page.getByRole('alert').getByText('more than one').waitFor();
    assert.equal(await none(), null, 'nothing is checked before somebody chose');
    await page.getByRole('button', { name: 'nomail.test', exact: true }).focus();
    await page.keyboard.press('Enter');
    await checked('nomail.test');
    assert.equal(await field.inputValue(), 'nomail.test');
    assert.equal(await page.getByRole('button', { name: 'nullmx.test', exact: true }).count(), 0);

    await page.goto(relay.url);
    await typed('nullmx,test');
    await page.getByRole('alert').getByText('what you mean').waitFor();
    assert.equal(await none(), null);
    await page.getByRole('button', { name: 'nullmx.test', exact: true }).click();
    await checked('nullmx.test');

    for (const text of ['“nullmx.test”', 'Bob <bob@nullmx.test> (work)', 'nullmx.test!']) {
      await page.goto(relay.url);
      await typed(text);
      await checked('nullmx.test');
    }
    assert.deepEqual(problems, []);
    await close();
  });

  test('a name outside ASCII is shown as it was typed, in the answer, the title, the address and the complaint', async () => {
    const { page, problems, close } = await open();
    await page.goto(relay.url);
    const field = page.getByLabel('Domain or e-mail address');
    await field.fill('münchen');
    await field.press('Enter');
    await page.getByRole('alert').getByText('“münchen” has no dot in it, as in münchen.org').waitFor();
    await field.fill('someone@Bücher.test');
    await field.press('Enter');
    assert.equal((await finished(page)).domain, 'xn--bcher-kva.test');
    await page.getByText('There is no domain called bücher.test. Is it spelt right?').first().waitFor();
    await page.waitForFunction(() => document.title.includes('bücher.test'));
    assert.doesNotMatch(await page.title(), /xn--/);
    assert.doesNotMatch(await page.locator('section.answer').innerText(), /xn--/);
    assert.doesNotMatch(await page.getByRole('status').textContent(), /xn--/);
    await page.waitForFunction(() => new URL(location.href).searchParams.get('domain') === 'bücher.test');
    await page.reload();
    assert.equal((await finished(page)).domain, 'xn--bcher-kva.test');
    assert.deepEqual(problems, []);
    await close();
  });

  test('one script tag on a page of another origin works', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const errors = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(`${siteOrigin()}/`);
    const report = await finished(page);
    assert.equal(report.verdict.word, 'yes');
    assert.deepEqual(errors, []);
    await context.close();
  });

  test('the steps under an address are those that it reached, not those that the relay waited for', async () => {
    const { page, close } = await open();
    for (const [domain, reached] of [['tls13.test', 'connected greeted offers TLS TLS agreed encrypted goodbye'], ['tempfail.test', 'connected greeted offers TLS goodbye'], ['plain.test', 'connected greeted goodbye'], ['busy.test', 'connected goodbye'], ['hangup.test', 'connected']]) {
      await page.goto(`${relay.url}/?domain=${domain}&depth=headline`);
      await finished(page);
      assert.equal((await page.locator('.steps').first().locator('li.past .name').allTextContents()).join(' '), reached, domain);
    }
    await close();
  });

  test('certificates are shown at a glance, and the whole chain by keyboard, with its bytes', async () => {
    const { page, problems, close } = await open({ viewport: { width: 320, height: 800 } });
    await page.goto(`${relay.url}/?domain=order.test&depth=headline`);
    await finished(page);
    await page.waitForFunction(() => document.querySelector('mail-glass').report.roots !== null, null, { timeout: 10_000 });
    const press = async (name) => {
      const button = page.getByRole('button', { name }).first();
      await button.focus();
      await page.keyboard.press('Enter');
    };
    await press(/^Details/);
    const card = page.locator('.certificate');
    const glance = (await card.locator('.glance').innerText()).replace(/\s+/g, ' ');
    for (const part of [/Name matches mx\.order\.test/, /Trusted yes/, /Valid until .* days left/, /Key RSA, 2048 bits/]) assert.match(glance, part);
    await press(/^Whole chain/);
    assert.equal(await card.locator('ol.chain > li').count(), 3);
    assert.match(await card.innerText(), /Also sent[^]*a second time[^]*another order than the chain’s/);
    await card.getByRole('button', { name: /^Bytes/ }).click();
    await card.locator('.hex .o').first().waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0, 'nothing sticks out');
    assert.deepEqual(problems, []);
    await close();
  });

  test('an OCSP answer sent along is told with the certificate, and a withdrawn certificate among the findings', async () => {
    const { page, problems, close } = await open({ viewport: { width: 390, height: 800 } });
    for (const [domain, words, finding] of [['stapled.test', /yes: not revoked as of \d+ \w+ \d{4} \(good until/, null], ['revoked.test', /yes: revoked on 1 October 2026 \(keyCompromise\)/, 'The certificate was withdrawn']]) {
      await page.goto(`${relay.url}/?domain=${domain}`);
      await finished(page);
      await page.getByRole('button', { name: /^Details/ }).first().click();
      const card = page.locator('.certificate').first();
      await card.getByRole('button', { name: /^Whole chain/ }).click();
      assert.match((await card.innerText()).replace(/\s+/g, ' '), words);
      assert.equal(await page.getByText('The certificate was withdrawn').count() > 0, finding !== null);
    }
    assert.deepEqual(problems, []);
    await close();
  });

  test('saved evidence opens again on the page, offline', async () => {
    const { page, close } = await open();
    await page.goto(`${relay.url}/?domain=tls13.test&depth=headline`);
    await finished(page);
    const evidence = await page.evaluate(() => document.querySelector('mail-glass').start().evidence());
    const file = join(folder, 'open.json');
    writeFileSync(file, evidence);
    await page.goto(relay.url);
    await page.locator('input[type=file]').first().setInputFiles(file);
    const again = await finished(page);
    assert.equal(again.verdict.word, 'yes');
    await close();
  });

  test('another standard judges the same facts: switched without a connection, by keyboard too, and kept in the address', async () => {
    const { page, problems, close } = await open({ viewport: { width: 390, height: 900 } });
    await page.goto(`${relay.url}/?domain=tls13.test&lens=rfc9325`);
    await finished(page);
    const report = await saidEverywhere(page, 'lenses');
    const snapshot = await withRoots(page);
    const [address] = report.servers[0].addresses;
    const judged = (lens, rule) => address.lenses.find((one) => one.lens === lens).rules.find((one) => one.code === rule).status;
    assert.deepEqual(address.lenses.map((one) => one.lens), report.lenses.map((lens) => lens.code));
    for (const [lens, rule, status] of [['rfc9325', 'old-versions', 'met'], ['rfc9325', 'tls13', 'met'], ['rfc9325', 'static-dh', 'not-established'], ['mozilla-modern', 'old-versions', 'violated'], ['ncsc-nl', 'compression', 'met']])
      assert.equal(judged(lens, rule), status, `${lens} ${rule}`);
    await page.locator('.exploring').filter({ hasText: /^\s*RFC 9325: \d+ violated, \d+ not established, \d+ met/ }).waitFor();

    const requests = [];
    // The browser itself looks for the page's icon again when the address changes.
    page.on('request', (request) => { if (!request.url().endsWith('/icon.svg')) requests.push(request.url()); });
    page.on('websocket', (socket) => requests.push(socket.url()));
    await page.getByRole('button', { name: /^Details/ }).click();
    const choice = page.getByLabel('Judge by');
    for (const lens of [...report.lenses].reverse()) {
      await choice.selectOption(lens.code);
      await page.getByRole('heading', { name: `Judged by ${lens.title}` }).waitFor();
      assert.equal(new URL(page.url()).searchParams.get('lens'), lens.code);
      assert.equal(await page.locator('.lens-rules > div').count(), lens.rules.length, lens.code);
      const shown = await page.locator('.lens-rules').textContent();
      for (const rule of lens.rules) assert.ok(shown.includes(told(rule.text)) && shown.includes(rule.section), `${lens.code} ${rule.code}`);
    }
    await page.locator('.lens-rules').getByRole('button', { name: /^Bytes/ }).first().click();
    await page.locator('.lens-rules .hex .h').first().waitFor();
    await choice.focus();
    await page.keyboard.press('Home');
    await page.getByRole('heading', { name: 'Known weaknesses' }).waitFor();
    assert.equal(new URL(page.url()).searchParams.get('lens'), null);
    assert.deepEqual(await page.evaluate(() => document.querySelector('mail-glass').report), snapshot, 'what is known is the same');
    assert.deepEqual(requests, [], 'nothing was asked for');
    assert.deepEqual(problems, []);
    await close();
  });

  for (const scheme of ['light', 'dark']) {
    for (const width of [320, 390, 1280]) {
      test(`${scheme}, ${width} px: no accessibility violation, no sideways scrolling`, async () => {
        const { page, close } = await open({ colorScheme: scheme, viewport: { width, height: 900 } });
        for (const domain of ['', 'partly.test', 'hostile.test', 'alert.test', 'tls12.test&lens=ncsc-nl']) {
          await page.goto(domain ? `${relay.url}/?domain=${domain}` : relay.url);
          if (domain) await finished(page);
          if (domain.includes('lens')) await page.getByRole('button', { name: /^Details/ }).click().then(() => page.locator('.lens-rules').waitFor());
          await page.waitForTimeout(100);
          const sideways = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
          assert.ok(sideways <= 0, `${domain}: ${sideways} px too wide`);
          // The page's policy forbids inline scripts, so axe comes in through the debugger.
          await page.evaluate(axeSource);
          const violations = await page.evaluate(async () => (await window.axe.run()).violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).slice(0, 3).join(' | ')}`));
          assert.deepEqual(violations, [], domain || 'start');
          if (process.env.MAILGLASS_SCREENSHOTS) await page.screenshot({ path: join(process.env.MAILGLASS_SCREENSHOTS, `${domain || 'start'}-${scheme}-${width}.png`), fullPage: true });
        }
        await close();
      });
    }
  }
});
