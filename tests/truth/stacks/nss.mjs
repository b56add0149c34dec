// NSS's own test server. It has one order of suites, and chooses by it.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { extensionsGiven, extensionsShown } from '../hello_extensions.mjs';
import { allVersions, groupNumbers, highest, kindsOf, serverTruth, speaks, versionRange } from './server_truth.mjs';
import { suiteOf } from './suites.mjs';

const versionNames = { '0301': 'tls1.0', '0302': 'tls1.1', '0303': 'tls1.2', '0304': 'tls1.3' };
const groups = { P256: 'secp256r1', P384: 'secp384r1', P521: 'secp521r1', x25519: 'x25519' };
/** SSL_ImplementedCiphers (sslenum.c), without DSS. */
const signed = ['AES_128_GCM_SHA256', 'AES_256_GCM_SHA384', 'CHACHA20_POLY1305_SHA256', 'AES_256_CBC_SHA', 'AES_128_CBC_SHA', 'AES_128_CBC_SHA256', '3DES_EDE_CBC_SHA'];
const elliptic = [...signed, 'AES_256_CBC_SHA384', 'RC4_128_SHA', 'NULL_SHA'];
const names = [
  'TLS_AES_128_GCM_SHA256', 'TLS_CHACHA20_POLY1305_SHA256', 'TLS_AES_256_GCM_SHA384',
  ...['ECDHE_ECDSA', 'ECDHE_RSA'].flatMap((exchange) => elliptic.map((cipher) => `TLS_${exchange}_WITH_${cipher}`)),
  ...[...signed, 'AES_256_CBC_SHA256', 'CAMELLIA_128_CBC_SHA', 'CAMELLIA_256_CBC_SHA', 'DES_CBC_SHA'].map((cipher) => `TLS_DHE_RSA_WITH_${cipher}`),
  ...['AES_128_GCM_SHA256', 'AES_256_GCM_SHA384', 'AES_256_CBC_SHA', 'AES_128_CBC_SHA', 'AES_128_CBC_SHA256', 'AES_256_CBC_SHA256', 'CAMELLIA_128_CBC_SHA',
    'CAMELLIA_256_CBC_SHA', 'SEED_CBC_SHA', '3DES_EDE_CBC_SHA', 'RC4_128_SHA', 'RC4_128_MD5', 'DES_CBC_SHA', 'NULL_SHA', 'NULL_SHA256'].map((cipher) => `TLS_RSA_WITH_${cipher}`),
];

/** A database with the certificates under their kinds' names. */
function database(material) {
  const folder = `${material.settings}.nss`;
  if (existsSync(folder)) return folder;
  mkdirSync(folder);
  const quietly = (command, ...args) => execFileSync(command, args, { stdio: 'pipe' });
  quietly('certutil', '-N', '-d', folder, '--empty-password');
  for (const kind of ['rsa', 'ecdsa']) {
    const file = `${folder}/${kind}.p12`;
    quietly('openssl', 'pkcs12', '-export', '-in', material[kind].cert, '-inkey', material[kind].key, '-name', kind, '-passout', 'pass:changeit', '-out', file);
    quietly('pk12util', '-i', file, '-d', folder, '-W', 'changeit');
  }
  return folder;
}

export function nssConfiguration(random, material, port) {
  const known = names.map((name) => suiteOf(name));
  const versions = versionRange(random, allVersions);
  const suites13 = random.part(known.filter((suite) => suite.least === '0304'), 0.7);
  const suites = [...suites13, ...random.part(known.filter((suite) => suite.least !== '0304'), random.pick([0.1, 0.4, 0.9]))];
  const certificates = random.pick([['rsa'], ['rsa'], ['ecdsa'], ['rsa', 'ecdsa']]);
  const curves = random.part(Object.keys(groups), 0.6);
  // It wants the curve of its certificate enabled.
  if (certificates.includes('ecdsa') && !curves.includes('P256')) curves.push('P256');
  const numbers = curves.map((name) => groupNumbers[groups[name]]);
  const truth = serverTruth({ versions, suites, certificates, groups: numbers, groups13: [...numbers, groupNumbers.ffdhe2048] });
  const [tickets, cache, clientCertificate, protocol] = [random.chance(0.6), random.chance(0.6), random.chance(0.3), random.chance(0.3)];
  const given = { ...extensionsGiven(random, certificates), stapled: [], timestamped: [], protocols: protocol ? ['http/1.1'] : [], refusing: true };
  const args = ['-p', String(port), '-d', database(material), '-V', `${versionNames[versions[0]]}:${versionNames[versions.at(-1)]}`, '-c', suites.map((suite) => `:${suite.code.toUpperCase()}`).join(''),
    '-H', '1', '-I', [...curves, 'FF2048'].join(',')];
  if (certificates.includes('rsa')) args.push('-n', 'rsa');
  if (certificates.includes('ecdsa')) args.push('-e', 'ecdsa');
  if (tickets) args.push('-u');
  if (!cache) args.push('-N');
  if (clientCertificate) args.push('-r');
  if (protocol) args.push('-Q');
  Object.assign(truth, { preference: 'server', clientCertificate, sni: 'none', dhBits: [2048], sessionIds: cache || undefined, given });
  if (speaks(truth, versions.at(-1))) Object.assign(truth, { fallback: true, sentinel12: highest(truth) === '0304' ? true : undefined });
  // TLS 1.3 has tickets only.
  truth.resumption = tickets || (cache && versions.at(-1) !== '0304');
  truth.extensions = { '0016': false, '0023': tickets, ff01: true, '000f': false, ...extensionsShown(truth.versions, kindsOf(suites), certificates, given) };
  return { kind: 'nss', command: 'selfserv', args, truth };
}
