// Real TLS servers of the openssl program, and certificates for them.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { run } from '../lab/run_command.mjs';

const folder = mkdtempSync(join(tmpdir(), 'mailglass-liars-'));
const started = [];
/** Ends what was started; until then the process of the tests has something to wait for. */
export function stopAll() {
  for (const child of started.splice(0)) child.kill('SIGKILL');
}
process.on('exit', () => {
  stopAll();
  rmSync(folder, { recursive: true, force: true });
});
const file = (name) => join(folder, name);
const openssl = (...args) => run('openssl', args, { cwd: folder });

function certificate(id, key, host, { from = '2026-01-01 00:00:00', days, ca = false, issuer }) {
  writeFileSync(file(`${id}.ext`), ca ? 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n'
    : `subjectAltName=${[host].flat().map((name) => `DNS:${name}`).join()}\nbasicConstraints=critical,CA:FALSE\nextendedKeyUsage=serverAuth\n`);
  openssl('req', '-new', '-key', `${key}.key`, '-subj', `/CN=${[host].flat()[0]}`, '-out', `${id}.csr`);
  const signer = issuer ? ['-CA', `${issuer}.pem`, '-CAkey', `${issuer}.key`, '-CAcreateserial'] : ['-signkey', `${key}.key`];
  run('faketime', [from, 'openssl', 'x509', '-req', '-in', `${id}.csr`, ...signer, '-days', `${days}`, '-sha256', '-extfile', `${id}.ext`, '-out', `${id}.pem`], { cwd: folder });
  return file(`${id}.pem`);
}

const today = new Date();
const daysAgo = (days) => new Date(today - days * 86400e3).toISOString().slice(0, 19).replace('T', ' ');
for (const key of ['root', 'mx', 'attacker']) openssl('genpkey', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048', '-out', `${key}.key`);
const root = certificate('root', 'root', 'Liars root', { from: daysAgo(3000), days: 7000, ca: true });
const issued = (id, key, host, from, days) => certificate(id, key, host, { from: daysAgo(from), days, issuer: 'root' });

export const files = {
  root,
  /** The server's certificate that ended a month ago, and the one that renews it, of the same key, which the server does not have yet. */
  expired: issued('expired', 'mx', 'mx.example.test', 120, 90),
  renewed: issued('renewed', 'mx', 'mx.example.test', 1, 90),
  valid: issued('valid', 'mx', ['mx.example.test', 'mx2.example.test'], 10, 60),
  attacker: issued('attacker', 'attacker', 'mx.attacker.test', 10, 60),
  ocsp: file('fresh.ocsp'),
  oldOcsp: file('old.ocsp'),
};

/** Answers of the issuer about the server's certificate, without a time of the next update. */
function ocsp(out, at) {
  const serial = openssl('x509', '-in', files.valid, '-noout', '-serial').trim().replace('serial=', '');
  writeFileSync(file('index'), `V\t20991231235959Z\t\t${serial}\tunknown\t/CN=mx.example.test\n`);
  run('faketime', [at, 'openssl', 'ocsp', '-index', 'index', '-CA', root, '-rsigner', root, '-rkey', file('root.key'), '-issuer', root, '-cert', files.valid, '-noverify', '-respout', out], { cwd: folder });
}
ocsp(files.ocsp, daysAgo(0));
ocsp(files.oldOcsp, '2021-06-01 00:00:00');

/** A child that says on which port it listens; resolves to that port. */
function listening(command, args, pattern) {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'ignore'] });
  started.push(child);
  return new Promise((done, failed) => {
    let said = '';
    child.stdout.on('data', (bytes) => {
      said += bytes;
      const found = said.match(pattern);
      if (found) done(Number(found[1]));
    });
    child.on('exit', (code) => failed(new Error(`${command} ended with ${code}: ${said}`)));
  });
}

/** `openssl s_server` with this certificate. */
export const server = (chain, key, ...args) => listening('openssl',
  ['s_server', '-accept', '127.0.0.1:0', '-cert', chain, '-key', file(`${key}.key`), '-cipher', 'ALL:@SECLEVEL=0', ...args], /ACCEPT [^\n]*:(\d+)\n/);

/** The relay that tells this lie, as a program of its own. */
export const liar = (lie, zone, servers, more = {}) => listening(process.execPath,
  [new URL('liar.mjs', import.meta.url).pathname, JSON.stringify({ lie, zone, servers, ...files, ...more })], /^(\d+)\n/);
