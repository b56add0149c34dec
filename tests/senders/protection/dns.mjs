// The lab's DNS: a signed root, two signed zones and one that is not, by real nsds; a real unbound that validates, which all senders ask; and in front of the unsigned zone a gate,
// where the attacker forges what he wants and passes on the rest.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { join } from 'node:path';
import { spawn } from 'node:child_process';

import { run } from '../../lab/run_command.mjs';
import { pause } from '../../production/world.mjs';
import { ATTACKER, GATE, NAME_SERVER, OPEN_SERVER, ZONES } from './world.mjs';

const head = (origin, server) => `$ORIGIN ${origin}\n$TTL 60\n@ SOA ns. hostmaster.signed.com. 1 3600 600 86400 60\n@ NS ${server}.\n`;

function sign(folder, zone, file) {
  const base = run('ldns-keygen', ['-a', 'ECDSAP256SHA256', '-k', zone], { cwd: folder }).trim();
  run('ldns-signzone', ['-f', `${file}.signed`, file, base], { cwd: folder });
  return { ds: run('ldns-key2ds', ['-n', '-2', `${base}.key`], { cwd: folder }).trim(), key: readFileSync(join(folder, `${base}.key`), 'utf8') };
}

/** The TLSA records of a server, as lines of a zone. */
function tlsaOf({ host, kind, tlsa }, { kinds, rootDigest }) {
  const at = `_25._tcp.${host}.`;
  switch (tlsa) {
    case '311': return [`${at} TLSA 3 1 1 ${kinds[kind].digest}`];
    case '211': return [`${at} TLSA 2 1 1 ${rootDigest}`];
    case 'mismatch': return [`${at} TLSA 3 1 1 ${'0123456789abcdef'.repeat(4)}`];
    // PKIX-EE, which SMTP has no use for (RFC 7672 section 3.1.3).
    case 'unusable': return [`${at} TLSA 1 1 1 ${kinds[kind].digest}`];
    // Delegated to a server that does not know the zone.
    case 'fails': return [`${at} NS lame.`];
    default: return [];
  }
}

const u16 = (...values) => Buffer.concat(values.map((value) => Buffer.from([value >> 8, value & 255])));
const wire = (text) => Buffer.concat([...text.split('.').map((label) => Buffer.from([label.length, ...Buffer.from(label)])), Buffer.from([0])]);
const TYPES = { 1: 'A', 15: 'MX', 16: 'TXT' };

function questionOf(query) {
  const labels = [];
  let at = 12;
  for (; query[at]; at += query[at] + 1) labels.push(query.subarray(at + 1, at + 1 + query[at]).toString('latin1').toLowerCase());
  return { name: labels.join('.'), type: TYPES[query.readUInt16BE(at + 1)], bytes: query.subarray(12, at + 5) };
}

/** `forged`: 'NAME TYPE' → the address or MX host; null: there is no such name. Nothing else is touched. */
async function startGate(forged) {
  const front = createSocket('udp4');
  front.on('message', (query, peer) => {
    const { name, type, bytes } = questionOf(query);
    const value = forged.get(`${name} ${type}`);
    if (value === undefined) {
      const back = createSocket('udp4');
      const timer = setTimeout(() => back.close(), 5000);
      back.on('message', (answer) => { clearTimeout(timer); back.close(); front.send(answer, peer.port, peer.address); });
      back.send(query, 53, OPEN_SERVER);
      return;
    }
    const data = type === 'A' ? Buffer.from((value ?? '').split('.').map(Number)) : Buffer.concat([u16(10), wire(value ?? '')]);
    const record = value === null ? Buffer.alloc(0) : Buffer.concat([u16(0xc00c, type === 'A' ? 1 : 15, 1, 0, 60, data.length), data]);
    front.send(Buffer.concat([query.subarray(0, 2), u16(0x8400 | (value === null ? 3 : 0), 1, value === null ? 0 : 1, 0, 0), bytes, record]), peer.port, peer.address);
  });
  await new Promise((resolve) => front.bind(53, GATE, resolve));
  return front;
}

/** `zones`: name → file. */
function startNsd(folder, name, address, zones) {
  const conf = join(folder, `${name}.conf`);
  writeFileSync(conf, `server:
  ip-address: ${address}@53
  username: ""
  server-count: 1
  pidfile: "${folder}/${name}.pid"
  database: ""
  zonelistfile: "${folder}/${name}.list"
  xfrdfile: "${folder}/${name}.state"
  rrl-ratelimit: 0
  xfrdir: "${folder}"
  logfile: "${folder}/${name}.log"
  zonesdir: "${folder}"
remote-control:
  control-enable: no
${Object.entries(zones).map(([zone, file]) => `zone:\n  name: "${zone}"\n  zonefile: "${join(folder, file)}"\n`).join('')}`);
  return spawn('nsd', ['-d', '-c', conf], { stdio: 'ignore' });
}

/** Waits until a lookup through all of them is answered, and proven. */
async function validates(folder) {
  const resolver = new Resolver({ timeout: 500, tries: 1 });
  resolver.setServers(['127.0.0.1']);
  for (let i = 0; i < 100; ++i) {
    try { await resolver.resolve4(ATTACKER.host); await resolver.resolve4(`gate-is-open.${ZONES.open}`); return; } catch { await pause(100); }
  }
  const log = join(folder, 'unbound.log');
  throw new Error(`the lab's DNS does not answer: ${existsSync(log) ? readFileSync(log, 'utf8') : 'unbound says nothing'}`);
}

export async function startDns(folder, domains, certificates) {
  mkdirSync(folder, { recursive: true });
  const write = (name, text) => writeFileSync(join(folder, name), text);
  const lines = { signed: [], open: [] };
  const forged = new Map();
  for (const { records, servers, forged: own, attack, name, policy } of domains) {
    for (const [zone, line] of records) lines[zone].push(line);
    for (const server of servers) lines[server.zone].push(...tlsaOf(server, certificates));
    for (const [question, value] of own) forged.set(question, value);
    if (attack === 'dns-forged-first' && policy) forged.set(`_mta-sts.${name} TXT`, null);
  }
  const all = (zone) => `${[...new Set(lines[zone])].join('\n')}\n`;
  write('signed.zone', head(`${ZONES.signed}.`, 'ns') + all('signed'));
  write('open.zone', `${head(`${ZONES.open}.`, 'gate')}gate-is-open A ${OPEN_SERVER}\n${all('open')}`);
  write('evil.zone', `${head(`${ATTACKER.zone}.`, 'ns')}${ATTACKER.host}. A ${ATTACKER.address}\n_25._tcp.${ATTACKER.host}. TLSA 3 1 1 ${certificates.kinds.evil.digest}\n`);
  const signed = sign(folder, `${ZONES.signed}.`, 'signed.zone'), evil = sign(folder, `${ATTACKER.zone}.`, 'evil.zone');
  write('root.zone', `${head('.', 'ns')}ns. A ${NAME_SERVER}\ngate. A ${GATE}\nlame. A ${OPEN_SERVER}\n${ZONES.signed}. NS ns.\n${signed.ds}\n${ATTACKER.zone}. NS ns.\n${evil.ds}\n${ZONES.open}. NS gate.\n`);
  write('root.anchor', sign(folder, '.', 'root.zone').key);
  write('root.hints', `. 60 NS ns.\nns. 60 A ${NAME_SERVER}\n`);
  const nsds = [
    startNsd(folder, 'nsd', NAME_SERVER, { '.': 'root.zone.signed', [ZONES.signed]: 'signed.zone.signed', [ATTACKER.zone]: 'evil.zone.signed' }),
    // By itself: who has a zone does not send others to somebody else for it.
    startNsd(folder, 'open', OPEN_SERVER, { [ZONES.open]: 'open.zone' }),
  ];
  write('unbound.conf', `server:
  interface: 127.0.0.1
  access-control: 127.0.0.0/8 allow
  do-daemonize: no
  username: ""
  chroot: ""
  directory: "${folder}"
  pidfile: "${folder}/unbound.pid"
  logfile: "${folder}/unbound.log"
  use-syslog: no
  do-ip6: no
  root-hints: "${folder}/root.hints"
  trust-anchor-file: "${folder}/root.anchor"
  val-log-level: 1
remote-control:
  control-enable: no
`);
  write('resolv.conf', 'nameserver 127.0.0.1\noptions edns0 trust-ad\n');
  // In this process's own view of the file system.
  run('mount', ['--bind', join(folder, 'resolv.conf'), '/etc/resolv.conf']);
  const gate = await startGate(forged);
  const unbound = spawn('unbound', ['-d', '-c', join(folder, 'unbound.conf')], { stdio: 'ignore' });
  await validates(folder);
  return {
    stop: () => {
      unbound.kill('SIGTERM');
      for (const nsd of nsds) nsd.kill('SIGTERM');
      gate.close();
      run('umount', ['/etc/resolv.conf']);
    },
  };
}
