// Mailglass beside testssl.sh, sslscan and nmap: the same Postfix, one run, over a cable with a delay.
//
//   tests/bench/peers/setup                                   installs the three tools (Debian packages)
//   node tests/bench/peers/peers.mjs [--delay MS] [--skip NAME,NAME]
//
// --delay holds each packet that long, each way; default 0. Needs root: it makes two network namespaces, of which nothing leaves the machine. The server is
// a common Postfix: TLS 1.2 and 1.3, one RSA certificate, all else at its defaults, on port 25. Each tool goes through the cable alone. Its connections are
// counted in Postfix's log. With no delay about three minutes, with 50 ms about ten, most of it testssl.sh.
//
// Exits with 1 if a disagreement about a fact has no explanation (explanations.mjs), or if a goal is missed.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { startLab } from '../../lab/lab.mjs';
import { check, programs } from '../../lab/mailglass.mjs';
import { startRelay } from '../../lab/relay.mjs';
import { run } from '../../lab/run_command.mjs';
import { FAR, farSide, NEAR } from '../network/far_side.mjs';
import { ownNetwork } from '../network/own_network.mjs';
import { disagreements } from './explanations.mjs';
import { readMailglass, readNmap, readSslscan, readTestssl, suiteNumbers } from './readers.mjs';

const HOST = 'mx.common.test';
const DOMAIN = 'common.test';
const BUDGET = 20;
/** testssl.sh at 50 ms takes several minutes. */
const LONGEST_MS = 25 * 60_000;
// Full depth is for the facts, so the relay allows as many connections as it asks for; the goals are measured at standard depth, to which this changes nothing.
const RELAY = '[limits]\nconnections = 300\nper_address = 150\n';

ownNetwork();
const { values } = parseArgs({ options: { delay: { type: 'string', default: '0' }, skip: { type: 'string', default: '' } } });
const skipped = values.skip.split(',');
const folder = mkdtempSync(join(tmpdir(), 'mailglass-peers-'));
const file = (name) => join(folder, name);

/** Runs a peer over there. Scanners tell what they think of the server by their exit codes, so only a missing program is a failure. */
function runPeer(within, [command, ...args]) {
  return new Promise((done, failed) => {
    const child = spawn(within[0], [...within.slice(1), command, ...args], { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, TERM: 'dumb' }, timeout: LONGEST_MS });
    child.once('error', failed).once('exit', (code, signal) => (signal ? failed(new Error(`${command} was ended after ${LONGEST_MS / 60_000} minutes`)) : done(code)));
  });
}

const peers = (roots) => [
  {
    name: 'sslscan',
    command: ['sslscan', '--starttls-smtp', '--show-certificate', '--show-sigs', `--xml=${file('sslscan')}`, `${HOST}:25`], read: readSslscan,
  },
  {
    name: 'nmap',
    command: ['nmap', '-Pn', '-n', '-p', '25', '--script', 'ssl-enum-ciphers,ssl-cert', '-oX', file('nmap'), HOST], read: readNmap,
  },
  {
    name: 'testssl.sh',
    command: ['testssl', '--starttls', 'smtp', '--ip', NEAR, '--add-ca', roots, '--warnings', 'off', '--color', '0', '--quiet', '--jsonfile', file('testssl.sh'), `${HOST}:25`], read: readTestssl,
  },
];

/** Runs `what`, alone; how long it took and how many connections Postfix saw. */
async function measure(lab, what) {
  const connections = () => (lab.mailLog().match(/smtpd\[\d+\]: connect from/g) ?? []).length;
  const logWritten = () => new Promise((resolve) => setTimeout(resolve, 1000));
  await logWritten();
  const before = connections();
  const begun = performance.now();
  const result = await what();
  const seconds = (performance.now() - begun) / 1000;
  await logWritten();
  return { result, seconds, connections: connections() - before };
}

const far = await farSide(Number(values.delay), { [HOST]: NEAR });
let lab, relay, failed = 0;
try {
  lab = await startLab({
    name: 'peers', relay: RELAY, dnsAddress: NEAR,
    scenarios: [{
      domain: DOMAIN, records: [`${DOMAIN}. MX 10 ${HOST}.`, `${HOST}. A ${NEAR}`],
      servers: [{ kind: 'postfix', parameters: { smtpd_tls_protocols: '>=TLSv1.2' }, certificate: 'rsa', host: HOST, address: NEAR }],
    }],
  });
  relay = await startRelay(programs, lab.relayConfig, '', { address: FAR, within: far.within });
  const ours = (depth) => measure(lab, () => check(DOMAIN, { relay, roots: lab.roots, anchor: lab.anchor, depth, within: far.within }));
  const standard = await ours('standard');
  const full = await ours('full');
  const rows = [['mailglass, standard depth', standard], ['mailglass, full depth', full]];
  const mailglass = readMailglass(full.result).facts;
  // What standard depth established it shall have established rightly.
  const differing = disagreements('mailglass at standard depth', { facts: readMailglass(standard.result).facts, lists: () => false }, mailglass);
  const columns = [];
  for (const peer of peers(lab.roots).filter((p) => !skipped.includes(p.name))) {
    const measured = await measure(lab, () => runPeer(far.within, peer.command));
    rows.push([`${peer.name} ${run('dpkg-query', ['-W', '-f', '${Version}', peer.name])}`, measured]);
    const said = peer.read(readFileSync(file(peer.name), 'utf8'), suiteNumbers(full.result));
    columns.push([peer.name, said]);
    differing.push(...disagreements(peer.name, said, mailglass));
  }

  console.log(`\nPostfix ${run('postconf', ['-d', '-h', 'mail_version']).trim()}, ${values.delay} ms each way\n`);
  console.log(`${'tool'.padEnd(32)}connections   seconds`);
  for (const [name, { connections, seconds }] of rows) console.log(`${name.padEnd(32)}${String(connections).padStart(11)}${seconds.toFixed(2).padStart(10)}`);

  console.log(`\n${'fact'.padEnd(38)}${['mailglass', ...columns.map(([name]) => name)].map((name) => name.padEnd(14)).join('')}`);
  const short = (word) => (word === undefined ? '–' : String(word).length > 12 ? `${word.slice(0, 11)}…` : String(word));
  const lists = { 'suites accepted': /^(.*) suite /, 'groups accepted': /^(.*) group / };
  const line = (what, words) => console.log(what.padEnd(38) + words.map((word) => short(word).padEnd(14)).join(''));
  for (const [title, pattern] of Object.entries(lists)) {
    for (const version of new Set([...mailglass.keys()].flatMap((what) => what.match(pattern)?.[1] ?? []))) {
      const accepted = (facts) => [...facts].filter(([what, word]) => word === 'yes' && what.match(pattern)?.[1] === version).length || undefined;
      if (accepted(mailglass)) line(`${version}: ${title}`, [mailglass, ...columns.map(([, { facts }]) => facts)].map(accepted));
    }
  }
  for (const [what, word] of [...mailglass].filter(([key]) => !/ suite | group /.test(key))) line(what, [word, ...columns.map(([, { facts }]) => facts.get(what))]);

  console.log(`\n${differing.length} disagreements`);
  for (const { peer, what, said, ours: word, why } of differing) {
    console.log(`${why ? '  explained' : '✘ unexplained'}: ${what}: ${peer} says ${said}, Mailglass ${word}${why ? `: ${why}` : ''}`);
    if (!why) failed++;
  }

  console.log('');
  const goal = (what, met) => {
    if (!met) failed++;
    console.log(`${met ? '✔' : '✘'} ${what}`);
  };
  goal(`at most ${BUDGET} connections at standard depth: ${standard.connections}`, standard.connections <= BUDGET);
  const seconds = (name) => rows.find(([label]) => label.startsWith(name))?.[1].seconds;
  if (seconds('testssl.sh')) goal(`at most 1/20 of testssl.sh's time: 1/${(seconds('testssl.sh') / standard.seconds).toFixed(0)}`, standard.seconds <= seconds('testssl.sh') / 20);
  // Without a delay the relay's own politeness, 250 ms between two connections, is longer than all sslscan does.
  if (seconds('sslscan') && Number(values.delay) >= 50) goal(`no longer than sslscan: ${(standard.seconds / seconds('sslscan')).toFixed(2)} ×`, standard.seconds <= seconds('sslscan'));
} finally {
  relay?.stop();
  await lab?.stop();
  far.stop();
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = failed ? 1 : 0;
