// The figures Mailglass promises, measured in one run against the lab: how long the headline takes beside one `openssl s_client` with
// the same server, how many connections, how many bytes, and how soon the analyzer is there.
//
//   node tests/bench/figures.mjs [--runs N] [--domain NAME.test]
//
// Exits with 1 if a goal is missed. Times are medians; both sides of a ratio take turns, so that what else the machine does meets both.
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { launch } from '../browser/browser.mjs';
import { startLab } from '../lab/lab.mjs';
import { startRelay } from '../lab/relay.mjs';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '15' }, domain: { type: 'string', default: 'tls13.test' } } });
const runs = Number(values.runs);
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const ms = (value) => `${value.toFixed(1)} ms`;

/** What the headline does by openssl(1), as a whole process: a handshake after STARTTLS, certificate verified, EHLO inside TLS, and QUIT. */
function openssl(server, roots) {
  const args = ['s_client', '-connect', `${server.address}:25`, '-starttls', 'smtp', '-servername', server.host, '-CAfile', roots, '-verify_return_error', '-quiet']; // so Q is no command of its own
  const begun = performance.now();
  return new Promise((done, failed) => {
    const child = execFile('openssl', args, (error, stdout, stderr) => (error ? failed(new Error(`openssl: ${stderr}`)) : done(performance.now() - begun)));
    child.stdin.write('EHLO bench.lab.test\r\n');
    let said = '';
    child.stdout.on('data', (text) => {
      if (/^250 .*\r\n/m.test((said += text))) child.stdin.end('QUIT\r\n');
    });
  });
}

/** What the relay's resolver took for the lookups that the first probe waits for: the mail servers, then an address. */
function dnsTime(report) {
  const took = (rr) => Math.max(...report.lookups.filter((lookup) => lookup.rr === rr && lookup.records.length > 0).map((lookup) => lookup.us));
  return (took('MX') + took('A')) / 1000;
}

/** A first visit with nothing cached: the bytes it needs before the answer, and Enter to headline. */
async function visit(browser, relay, domain) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const finished = [];
  context.on('requestfinished', (request) => finished.push(request));
  await page.addInitScript(() => {
    addEventListener('keydown', (event) => { if (event.key === 'Enter') performance.mark('enter'); }, true);
    addEventListener('mailglass-answer', ({ detail }) => (globalThis.saidInEvent = detail.sentence));
    // The mark says that the answer is in the page: this looks whether it is, and when the frame that shows it was made.
    const mark = performance.mark.bind(performance);
    performance.mark = (name, options) => {
      const made = mark(name, options);
      if (name === 'mailglass-headline') {
        globalThis.answerInPage = document.querySelector('mail-glass').shadowRoot.querySelector('mail-glass-view').shadowRoot.querySelector('section.answer').textContent.trim();
        requestAnimationFrame(() => setTimeout(() => mark('painted')));
      }
      return made;
    };
  });
  await page.goto(`${relay.url}/?depth=headline`);
  await page.waitForFunction(() => performance.getEntriesByName('mailglass-ready').length > 0);
  await page.getByLabel('Domain or e-mail address').fill(domain);
  await page.waitForTimeout(300); // as a person would: the page has come to rest
  // Playwright's own waiting looks at every frame, and so makes the browser draw frames.
  const drawn = page.evaluate(() => new Promise((done) => new PerformanceObserver((list) => list.getEntriesByName('painted').length && done()).observe({ type: 'mark' })));
  await page.keyboard.press('Enter');
  await drawn;
  await page.waitForFunction(() => document.querySelector('mail-glass').report.complete);
  const seen = await page.evaluate(async () => {
    const mark = (name) => performance.getEntriesByName(name)[0];
    const element = document.querySelector('mail-glass');
    return { headline: mark('mailglass-headline').startTime - mark('enter').startTime, painted: mark('painted').startTime - mark('enter').startTime, inPage: globalThis.answerInPage, ready: mark('mailglass-ready').detail, said: globalThis.saidInEvent, report: element.report };
  });
  if (!seen.said || !seen.inPage.includes(seen.said.split(' ').at(-1))) throw new Error(`the answer was not in the page when it was said to be: “${seen.inPage}”`);
  let wasm = 0, scripts = 0, behind = 0, roots = 0;
  for (const request of finished) {
    const { responseBodySize } = await request.sizes().catch(() => ({ responseBodySize: 0 }));
    const path = new URL(request.url()).pathname;
    if (path.endsWith('.wasm')) wasm += responseBodySize;
    else if (path.endsWith('roots.pem')) roots += responseBodySize;
    else if (/\/(?:depths-|rehearsal\.)/.test(path)) behind += responseBodySize; // nobody waits for them
    else scripts += responseBodySize;
  }
  await context.close();
  return { ...seen, dns: dnsTime(seen.report), wasm, scripts, behind, roots };
}

const lab = await startLab();
let relay, browser, missed = 0;
try {
  relay = await startRelay(resolve(process.env.MAILGLASS_PROGRAMS ?? 'build/release'), lab.relayConfig, resolve('web/dist'));
  browser = await launch();
  const server = lab.scenarios.find((scenario) => scenario.domain === values.domain).servers[0];
  const visits = [], peers = [];
  await openssl(server, lab.roots);
  await visit(browser, relay, values.domain);
  for (let i = 0; i < runs; i++) {
    peers.push(await openssl(server, lab.roots));
    visits.push(await visit(browser, relay, values.domain));
  }
  const goal = (what, measured, met, said) => {
    if (!met) missed++;
    console.log(`${met ? '✔' : '✘'} ${what}: ${measured} (goal: ${said})`);
  };
  const peer = median(peers);
  const headline = median(visits.map((v) => v.headline));
  const dns = median(visits.map((v) => v.dns));
  const beyond = median(visits.map((v) => v.headline - v.dns));
  const ready = median(visits.map((v) => v.ready));
  const last = visits.at(-1);
  console.log(`${values.domain}, ${runs} runs, medians; openssl s_client -starttls smtp: ${ms(peer)}; DNS: ${ms(dns)}`);
  goal('Enter to headline', `${ms(headline)}, without DNS ${ms(beyond)}, ${(beyond / peer).toFixed(2)} × s_client`, beyond <= 1.5 * peer, '≤ 1.5 × plus the DNS time');
  console.log(`  the frame that shows it was made after ${ms(median(visits.map((v) => v.painted)))}`);
  const used = visits.map((v) => v.report.usage.connections / v.report.servers.flatMap((s) => s.addresses).length);
  goal('connections for each address', Math.max(...used), Math.max(...used) === 1 && Math.min(...used) === 1, '1');
  goal('analyzer, bytes received', last.wasm, last.wasm > 0 && last.wasm <= 640_000, '≤ 640,000');
  goal('page and scripts, bytes received', last.scripts, last.scripts > 0 && last.scripts <= 70_000, '≤ 70,000');
  console.log(`  words behind the answer and the rehearsal, loaded later: ${last.behind} bytes`);
  console.log(`  roots, loaded beside them: ${last.roots} bytes`);
  goal('Worker start to ready', ms(ready), ready <= 150, '≤ 150 ms');
} finally {
  await browser?.close();
  relay?.stop();
  await lab.stop();
}
process.exitCode = missed ? 1 : 0;
