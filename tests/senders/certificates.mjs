// What the odd servers show: a certificate each of many kinds, all for every name of the domains they stand for. Made once in a run.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { run } from '../lab/run_command.mjs';

const KEYS = {
  rsa: ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'],
  rsa1024: ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:1024'],
  ecdsa: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'],
  ed25519: ['-algorithm', 'ED25519'],
  ed448: ['-algorithm', 'ED448'],
  p521: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-521'],
  brainpool: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:brainpoolP256r1'],
  secp256k1: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:secp256k1'],
  pss: ['-algorithm', 'RSA-PSS', '-pkeyopt', 'rsa_keygen_bits:2048'],
  rsa512: ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:512'],
};
/** What the key of a certificate is for. */
const USAGES = { enciphers: 'keyEncipherment', signs: 'digitalSignature' };

/** A certificate of about so many bytes: one extension that nobody knows fills it. */
function padding(openssl, folder, bytes) {
  const file = join(folder, 'padding.cnf');
  writeFileSync(file, `[req]\ndistinguished_name = name\nx509_extensions = padding\nprompt = no\n[name]\nCN = padding\n[padding]\n1.3.6.1.4.1.32473.1 = ASN1:UTF8String:${'x'.repeat(bytes)}\n`);
  return openssl('req', '-new', '-x509', '-key', 'ecdsa.key', '-config', file, '-days', '60');
}

/** kind → { key, cert }, PEM; `domain`: all its subdomains are certified. */
export function certificates(folder, domain) {
  mkdirSync(folder, { recursive: true });
  const openssl = (...args) => run('openssl', args, { cwd: folder, env: { ...process.env, OPENSSL_CONF: '/dev/null' } });
  const read = (name) => readFileSync(join(folder, name), 'utf8');
  const out = {};
  writeFileSync(join(folder, 'ca.cnf'), '[req]\ndistinguished_name = name\nx509_extensions = ca\nprompt = no\n[name]\nCN = odd servers\n[ca]\nbasicConstraints = critical,CA:TRUE\nsubjectKeyIdentifier = hash\n');
  openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', 'ca.key');
  openssl('req', '-new', '-x509', '-key', 'ca.key', '-config', 'ca.cnf', '-days', '60', '-out', 'ca.pem');
  const certify = (kind, key, extensions = '') => {
    writeFileSync(join(folder, 'leaf.cnf'), `[req]\ndistinguished_name = name\nprompt = no\n[name]\nCN = ${domain}\n`);
    openssl('req', '-new', '-key', `${key}.key`, '-config', 'leaf.cnf', '-out', `${kind}.csr`);
    writeFileSync(join(folder, 'leaf.ext'), `subjectAltName = DNS:*.${domain},DNS:${domain}\n${extensions}`);
    openssl('x509', '-req', '-in', `${kind}.csr`, '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '50', '-sha256', '-extfile', 'leaf.ext', '-out', `${kind}.pem`);
    out[kind] = { key: read(`${key}.key`), cert: read(`${kind}.pem`) + read('ca.pem') };
  };
  for (const [kind, how] of Object.entries(KEYS)) {
    openssl('genpkey', ...how, '-out', `${kind}.key`);
    certify(kind, kind);
  }
  openssl('dsaparam', '-genkey', '-out', 'dsa.key', '2048');
  certify('dsa', 'dsa');
  for (const [kind, usage] of Object.entries(USAGES)) certify(kind, 'rsa', `keyUsage = critical,${usage}\n`);
  for (const [kind, sizes] of Object.entries({ chain90: [45e3, 45e3], chain110: [55e3, 55e3], chain190: [63e3, 63e3, 63e3] })) {
    out[kind] = { key: out.rsa.key, cert: out.rsa.cert + sizes.map((bytes) => padding(openssl, folder, bytes)).join('') };
  }
  // What such primes have in common is their size.
  out.primes = Object.fromEntries(['1024'].map((bits) => [bits, openssl('dhparam', '-dsaparam', bits)]));
  return { kinds: out, root: join(folder, 'ca.pem') };
}
