// What it costs to keep the page up to date while a large check runs: 16 mail servers with two addresses each, all of them explored at standard depth, and a server
// that answers EHLO with nothing but control bytes, explored in full. The evidence of a real check of each, by real servers, is played again in Chromium at the
// pace at which it came: with its processor four times slower, and beside the way it was done before (the whole report, twenty times a second).
//
//   node tests/bench/snapshots.mjs
//
// Exits with 1 if a goal is missed. Needs root.
import { createServer } from 'node:http';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { launch } from '../browser/browser.mjs';
import { startLab } from '../lab/lab.mjs';
import { check, programs } from '../lab/mailglass.mjs';
import { startRelay } from '../lab/relay.mjs';
import { bundle } from '../web/typescript.mjs';
import { ownNetwork } from './network/own_network.mjs';

const LONGEST_MS = 50;
const LARGEST = 400_000;
const SLOWER = 4;

const NET = '127.25.4.';
const servers = Array.from({ length: 32 }, (_, i) => ({ kind: 'postfix', certificate: 'rsa', host: `mx${(i >> 1) + 1}.many.test`, address: NET + (10 + i) }));
const controls = { kind: 'odd', behaviour: 'controls', certificate: 'rsa', host: 'mx.controls.test', address: `${NET}100` };
const records = (domain, all) => [...new Set(all.map(({ host }, i) => `${domain}. MX ${10 + (i >> 1)} ${host}.`)), ...all.map(({ host, address }) => `${host}. A ${address}`)];
const CASES = [
  { domain: 'many.test', depth: 'standard', about: '16 servers with two addresses each', servers },
  { domain: 'controls.test', depth: 'full', about: 'an EHLO of 58 KB of control bytes', servers: [controls] },
].map((c) => ({ ...c, records: records(c.domain, c.servers) }));

ownNetwork();
const folder = mkdtempSync(join(tmpdir(), 'mailglass-snapshots-'));
const wasm = resolve(process.env.MAILGLASS_WASM_DIR ?? 'build/wasm/wasm/binding');
// The relay's own defaults, but for its bounds: they would share 64 questions among 32 addresses.
const lab = await startLab({ name: 'snapshots', relay: '[limits]\nconnections = 700\nper_address = 150\n', scenarios: CASES });
let relay, browser, site;
let failed = false;
const goal = (what, good) => {
  failed ||= !good;
  return `${good ? '✔' : '✘'} ${what}`;
};
try {
  relay = await startRelay(programs, lab.relayConfig);
  for (const c of CASES) c.report = await check(c.domain, { relay, roots: lab.roots, anchor: lab.anchor, depth: c.depth, evidence: join(folder, c.domain) });
  const player = bundle(readFileSync(new URL('snapshots/player.js', import.meta.url), 'utf8'));
  const files = { '/': ['text/html', '<!doctype html><title>bench</title><script type="module" src="/player.js"></script>'], '/player.js': ['text/javascript', player], '/roots.pem': ['text/plain', readFileSync(lab.roots)], '/anchors.txt': ['text/plain', readFileSync(lab.anchor)], '/rehearsal.json': ['application/json', readFileSync('web/rehearsal.json')] };
  for (const name of ['analyzer.mjs', 'analyzer.wasm']) files[`/${name}`] = [name.endsWith('wasm') ? 'application/wasm' : 'text/javascript', readFileSync(join(wasm, name))];
  for (const c of CASES) files[`/${c.domain}`] = ['application/json', readFileSync(join(folder, c.domain))];
  site = createServer(({ url }, response) => {
    const [type, body] = files[url] ?? ['text/plain', ''];
    response.writeHead(files[url] ? 200 : 404, { 'content-type': type }).end(body);
  });
  await new Promise((ready) => site.listen(0, '127.0.0.1', ready));
  browser = await launch();
  const measure = async (c, { slower = 1, before = false } = {}) => {
    const page = await (await browser.newContext()).newPage();
    page.on('pageerror', (error) => console.error(error.message));
    await page.goto(`http://127.0.0.1:${site.address().port}/`);
    await page.waitForFunction(() => globalThis.play);
    const session = await page.context().newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: slower });
    const seen = await page.evaluate(([name, was]) => globalThis.play(name, was), [`/${c.domain}`, before]);
    await page.context().close();
    if (seen.sentence.phrase !== c.report.verdict.sentence.phrase) throw new Error(`the page says ${JSON.stringify(seen.sentence)}`);
    return seen;
  };
  for (const c of CASES) {
    const was = await measure(c, { before: true });
    const now = await measure(c);
    const slow = await measure(c, { slower: SLOWER });
    const ms = (value) => `${value.toFixed(0)} ms`;
    const kb = (value) => `${(value / 1000).toFixed(0)} KB`;
    console.log(`${c.about} (${c.depth} depth, ${now.connections} connections, ${now.seconds.toFixed(1)} s)`);
    console.log(`  as it was:        ${was.snapshots} reports of up to ${kb(was.largest)}, the longest ${ms(was.longest)}; the analyzer took ${ms(was.total)} in all`);
    console.log(`  now:              ${now.snapshots} snapshots of up to ${kb(now.largest)}, the longest step ${ms(now.longest)}; the analyzer took ${ms(now.total)} in all`);
    console.log(`  ${SLOWER} times slower:   ${slow.snapshots} snapshots in ${slow.pieces} steps, the longest ${ms(slow.longest)}; ${ms(slow.total)} in all, ${slow.seconds.toFixed(1)} s`);
    console.log(`  ${goal(`no step over ${LONGEST_MS} ms, ${SLOWER} times slower`, slow.longest <= LONGEST_MS)}`);
    console.log(`  ${goal(`at most ${kb(LARGEST)}`, now.largest <= LARGEST)}`);
    console.log(`  ${goal('half of the processor’s time, or less', now.total <= was.total / 2)}`);
  }
} finally {
  await browser?.close();
  site?.close();
  relay?.stop();
  await lab.stop();
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = failed ? 1 : 0;
