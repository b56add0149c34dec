// BearSSL 0.6: up to TLS 1.2; one certificate; curves go with the implementation that is linked in.
import { execFileSync } from 'node:child_process';
import { extensionsGiven, extensionsShown } from '../hello_extensions.mjs';
import { groupNumbers, kindsOf, serverTruth, speaks, versionRange } from './server_truth.mjs';
import { suiteOf } from './suites.mjs';

/** What br_ssl_server_init_full_rsa and …_full_ec implement (src/ssl/ssl_server_full_*.c). */
const ciphers = ['AES_128_GCM_SHA256', 'AES_256_GCM_SHA384', 'AES_128_CBC_SHA256', 'AES_256_CBC_SHA384', 'AES_128_CBC_SHA', 'AES_256_CBC_SHA', '3DES_EDE_CBC_SHA'];
const exchanges = { rsa: ['ECDHE_RSA'], ecdsa: ['ECDHE_ECDSA', 'ECDH_ECDSA', 'ECDH_RSA'] };
const more = {
  rsa: ['TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256', 'TLS_RSA_WITH_AES_128_GCM_SHA256', 'TLS_RSA_WITH_AES_256_GCM_SHA384', 'TLS_RSA_WITH_AES_128_CBC_SHA256',
    'TLS_RSA_WITH_AES_256_CBC_SHA256', 'TLS_RSA_WITH_AES_128_CBC_SHA', 'TLS_RSA_WITH_AES_256_CBC_SHA', 'TLS_RSA_WITH_3DES_EDE_CBC_SHA', 'TLS_RSA_WITH_AES_128_CCM',
    'TLS_RSA_WITH_AES_256_CCM', 'TLS_RSA_WITH_AES_128_CCM_8', 'TLS_RSA_WITH_AES_256_CCM_8'],
  ecdsa: ['TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256', 'TLS_ECDHE_ECDSA_WITH_AES_128_CCM', 'TLS_ECDHE_ECDSA_WITH_AES_256_CCM', 'TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8',
    'TLS_ECDHE_ECDSA_WITH_AES_256_CCM_8'],
};
const curveSets = { p256: ['secp256r1'], x25519: ['x25519'], prime: ['secp256r1', 'secp384r1', 'secp521r1'], all: ['secp256r1', 'secp384r1', 'secp521r1', 'x25519'] };

export function bearsslConfiguration(random, material, port, { programs }) {
  const kind = random.pick(['rsa', 'ecdsa']);
  const names = [...exchanges[kind].flatMap((exchange) => ciphers.map((cipher) => `TLS_${exchange}_WITH_${cipher}`)), ...more[kind]];
  const versions = versionRange(random, ['0301', '0302', '0303']);
  const suites = random.part(names.map((name) => suiteOf(name)), random.pick([0.1, 0.4, 0.9]));
  const curves = random.pick(Object.keys(curveSets));
  const serverPreference = random.chance(0.5);
  // A certificate signed with RSA has the suites that say so, no others.
  const fits = (suite, version) => suite.least <= version && suite.signer !== 'rsa';
  const truth = serverTruth({ versions, suites, certificates: [kind], groups: curveSets[curves].map((name) => groupNumbers[name]), fits, ordered: true });
  const cache = random.chance(0.5);
  const given = { ...extensionsGiven(random, [kind]), stapled: [], timestamped: [] };
  const yes = (on) => (on ? 'yes' : 'no');
  const der = (file, ...how) => (execFileSync('openssl', [...how, '-in', file, '-outform', 'DER', '-out', `${file}.der`], { stdio: 'pipe' }), `${file}.der`);
  const args = ['--port', String(port), '--versions', `${versions[0]},${versions.at(-1)}`, '--suites', suites.map((suite) => suite.code).join(','), '--curves', curves,
    '--serverpref', yes(serverPreference), '--cache', yes(cache), '--alpn', given.protocols.join(','), '--alpn-fatal', yes(given.refusing),
    '--cert', der(material[kind].cert, 'x509'), '--key', der(material[kind].key, 'pkey')];
  Object.assign(truth, { preference: serverPreference ? 'server' : 'client', clientCertificate: false, sha1: true, resumption: cache, sessionIds: cache || undefined, sni: 'none', given });
  if (speaks(truth, versions.at(-1))) truth.fallback = true;
  truth.extensions = { '0017': false, '0016': false, '0023': false, ff01: true, '000f': false, ...extensionsShown(truth.versions, kindsOf(suites), [kind], given) };
  return { kind: 'bearssl', command: programs.bearssl, args, truth };
}
