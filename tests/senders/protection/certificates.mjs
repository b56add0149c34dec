// The lab's authority and its certificates: one for each server of a scenario, which is the same under every attack; self-signed ones; the attacker's; the policy host's.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createHash, X509Certificate } from 'node:crypto';
import { join } from 'node:path';

import { run } from '../../lab/run_command.mjs';
import { ATTACKER } from './world.mjs';

/** kind → { key, cert, digest (of its public key, for TLSA) }; `root`: the authority's file. */
export function certificates(folder, domains) {
  mkdirSync(folder, { recursive: true });
  const openssl = (...args) => run('openssl', args, { cwd: folder, env: { ...process.env, OPENSSL_CONF: '/dev/null' } });
  const read = (name) => readFileSync(join(folder, name), 'utf8');
  const key = (name) => openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', `${name}.key`);
  for (const name of ['ca', 'leaf', 'self', 'evil']) key(name);
  const digest = (pem) => createHash('sha256').update(new X509Certificate(pem).publicKey.export({ type: 'spki', format: 'der' })).digest('hex');
  writeFileSync(join(folder, 'ca.cnf'), '[req]\ndistinguished_name = name\nx509_extensions = ca\nprompt = no\n[name]\nCN = authority of the lab\n[ca]\nbasicConstraints = critical,CA:TRUE\nsubjectKeyIdentifier = hash\n');
  openssl('req', '-new', '-x509', '-key', 'ca.key', '-config', 'ca.cnf', '-days', '60', '-out', 'ca.pem');
  const out = {};
  const certified = (kind, with_key, names) => {
    writeFileSync(join(folder, 'leaf.cnf'), '[req]\ndistinguished_name = name\nprompt = no\n[name]\nO = a server of the lab\n');
    writeFileSync(join(folder, 'leaf.ext'), `subjectAltName = ${names.map((name) => `DNS:${name}`).join(',')}\n`);
    openssl('req', '-new', '-key', `${with_key}.key`, '-config', 'leaf.cnf', '-out', 'leaf.csr');
    openssl('x509', '-req', '-in', 'leaf.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '50', '-sha256', '-extfile', 'leaf.ext', '-out', `${kind}.pem`);
    // With the authority's own certificate, as TLSA records for it want (RFC 7672 section 3.1.2).
    out[kind] = { key: read(`${with_key}.key`), cert: read(`${kind}.pem`) + read('ca.pem'), digest: digest(read(`${kind}.pem`)) };
  };
  const own_signed = (kind, with_key) => {
    openssl('req', '-new', '-x509', '-key', `${with_key}.key`, '-subj', '/CN=whoever', '-days', '60', '-out', `${kind}.pem`);
    out[kind] = { key: read(`${with_key}.key`), cert: read(`${kind}.pem`), digest: digest(read(`${kind}.pem`)) };
  };
  const hosts = new Map();
  for (const { servers } of domains) for (const { kind, host } of servers) if (kind !== 'self') hosts.set(kind, [...(hosts.get(kind) ?? []), host]);
  for (const [kind, names] of hosts) certified(kind, 'leaf', names);
  certified('policies', 'leaf', ['mta-sts.signed.com', ...domains.filter(({ policy }) => policy).map(({ name }) => `mta-sts.${name}`)]);
  certified('evil', 'evil', [ATTACKER.host]);
  own_signed('self', 'self');
  own_signed('evil-self', 'evil');
  return { kinds: out, root: join(folder, 'ca.pem'), rootDigest: digest(read('ca.pem')) };
}
