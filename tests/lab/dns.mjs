// The lab's DNS: a root, test., and what is delegated below it, all served by one nsd.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';

import { run } from './run_command.mjs';

const SERVER = '127.25.0.53';

const head = (origin) => `$ORIGIN ${origin}
$TTL 60
@ SOA ns.test. hostmaster.test. 1 3600 600 86400 60
@ NS ns.test.
`;

/** Signs a zone file; returns its DS record. */
function sign(folder, zone, file) {
  const base = run('ldns-keygen', ['-a', 'ECDSAP256SHA256', '-k', zone], { cwd: folder }).trim();
  run('ldns-signzone', ['-f', `${file}.signed`, file, base], { cwd: folder });
  return { ds: run('ldns-key2ds', ['-n', '-2', `${base}.key`], { cwd: folder }).trim(), key: readFileSync(join(folder, `${base}.key`), 'utf8') };
}

/** `address`: where it listens, and what its zones say of it. */
export async function startDns(folder, scenarios, address = SERVER) {
  mkdirSync(folder, { recursive: true });
  const write = (name, text) => writeFileSync(join(folder, name), text);
  const of = (zone) => scenarios.filter((s) => (s.zone ?? 'test') === zone).flatMap((s) => s.records).join('\n') + '\n';

  write('unsigned.zone', head('unsigned.test.') + of('unsigned'));
  write('bogus.zone', head('bogus.test.') + of('bogus'));
  const bogus = sign(folder, 'bogus.test.', 'bogus.zone');
  // Altered behind its signatures.
  const signed = readFileSync(join(folder, 'bogus.zone.signed'), 'utf8');
  const altered = signed.replace(/MX\s+10 mx\.tls13\.test\./, 'MX 11 mx.tls12.test.');
  if (altered === signed && of('bogus').trim()) throw new Error('the bogus zone could not be altered');
  write('bogus.zone.signed', altered);

  write('test.zone', head('test.') + `ns.test. A ${address}\n` + of('test') +
    'unsigned.test. NS ns.test.\nservfail.test. NS ns.gone.test.\nns.gone.test. A 127.25.0.54\nbogus.test. NS ns.test.\n' + bogus.ds + '\n');
  const test = sign(folder, 'test.', 'test.zone');
  // What addresses are called: a zone of its own, which nobody signed.
  write('arpa.zone', head('25.127.in-addr.arpa.') + scenarios.flatMap((s) => s.reverse ?? []).join('\n') + '\n');
  write('root.zone', `$ORIGIN .\n$TTL 60\n. SOA ns.test. hostmaster.test. 1 3600 600 86400 60\n. NS ns.test.\ntest. NS ns.test.\n25.127.in-addr.arpa. NS ns.test.\nns.test. A ${address}\n${test.ds}\n`);
  const root = sign(folder, '.', 'root.zone');
  write('root.anchor', root.key);

  const zone = (name, file) => `zone:\n  name: "${name}"\n  zonefile: "${join(folder, file)}"\n`;
  write('nsd.conf', `server:
  ip-address: ${address}@53
  username: ""
  server-count: 1
  pidfile: "${join(folder, 'nsd.pid')}"
  database: ""
  zonelistfile: "${join(folder, 'zone.list')}"
  xfrdfile: "${join(folder, 'xfrd.state')}"
  rrl-ratelimit: 0
  xfrdir: "${folder}"
  logfile: "${join(folder, 'nsd.log')}"
  zonesdir: "${folder}"
remote-control:
  control-enable: no
` + zone('.', 'root.zone.signed') + zone('test.', 'test.zone.signed') + zone('25.127.in-addr.arpa.', 'arpa.zone') + zone('unsigned.test.', 'unsigned.zone') + zone('bogus.test.', 'bogus.zone.signed'));
  const nsd = spawn('nsd', ['-d', '-c', join(folder, 'nsd.conf')], { stdio: 'ignore' });
  await answers(address);
  return { anchor: join(folder, 'root.anchor'), root: `${address}@53`, stop: () => nsd.kill('SIGTERM') };
}

/** Waits until the name server answers a query for the root's SOA. */
async function answers(address) {
  const query = Buffer.from('000101000001000000000000000006' + '0001', 'hex');
  for (let i = 0; i < 100; i++) {
    const got = await new Promise((resolve) => {
      const socket = createSocket('udp4');
      const timer = setTimeout(() => done(false), 100);
      const done = (value) => { clearTimeout(timer); socket.close(); resolve(value); };
      socket.on('message', () => done(true));
      socket.on('error', () => done(false));
      socket.send(query, 53, address);
    });
    if (got) return;
  }
  throw new Error(`the lab's name server did not start on ${address}`);
}
