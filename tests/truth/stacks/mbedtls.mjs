// Mbed TLS 2.28: up to TLS 1.2, always in the server's order.
import { execFileSync } from 'node:child_process';
import { extensionsGiven, extensionsShown } from '../hello_extensions.mjs';
import { groupNumbers, kindsOf, serverTruth, speaks, versionRange, withStrange } from './server_truth.mjs';
import { suiteOf } from './suites.mjs';

const groupNames = ['secp192r1', 'secp224r1', 'secp256r1', 'secp384r1', 'secp521r1', 'secp192k1', 'secp224k1', 'secp256k1', 'brainpoolP256r1', 'brainpoolP384r1',
  'brainpoolP512r1', 'x25519'];

export function mbedtlsConfiguration(random, material, port, { programs }) {
  const listed = execFileSync(programs.mbedtls, { encoding: 'utf8' }).trim().split('\n').map((line) => line.split(' '));
  const known = listed.map(([code, name, first, last]) => ({ ...suiteOf(name, code), first, last })).filter((suite) => suite.code);
  const versions = versionRange(random, ['0301', '0302', '0303']);
  const suites = random.part(known, random.pick([0.05, 0.2, 0.5, 0.9]));
  const certificates = random.pick([['rsa'], ['rsa'], ['ecdsa'], ['rsa', 'ecdsa']]);
  const names = random.part(groupNames, 0.5);
  const truth = serverTruth({ versions, suites, certificates, groups: names.map((name) => groupNumbers[name]), fits: (suite, version) => suite.first <= version && version <= suite.last, ordered: true });
  const choose = () => random.chance(0.6);
  const [etm, ems, ticket, cache, sha1, clientCertificate] = [choose(), choose(), choose(), choose(), choose(), random.chance(0.3)];
  const dh = random.pick([...material.dh.slice(1), null]);
  const given = { ...extensionsGiven(random, certificates), stapled: [], timestamped: [], refusing: true };
  const yes = (on) => (on ? 'yes' : 'no');
  const args = ['--port', String(port), '--versions', `${versions[0]},${versions.at(-1)}`, '--suites', suites.map((suite) => suite.code).join(','), '--groups',
    names.map((name) => groupNumbers[name]).join(','), '--etm', yes(etm), '--ems', yes(ems), '--ticket', yes(ticket), '--cache', yes(cache), '--sha1', yes(sha1),
    '--client-certificate', yes(clientCertificate), '--alpn', given.protocols.join(',')];
  for (const kind of certificates) args.push(`--${kind}-cert`, material[kind].cert, `--${kind}-key`, material[kind].key);
  if (dh) args.push('--dh', dh.file);
  const named = certificates.length === 1 && certificates[0] === 'rsa' && random.chance(0.25);
  if (named) args.push('--named-cert', material.other.cert, '--named-key', material.other.key);
  Object.assign(truth, { preference: 'server', clientCertificate, sha1, resumption: ticket || cache, sni: named ? 'other-certificate' : 'none', dhBits: [dh?.bits ?? 2048], sessionIds: cache || undefined, given });
  if (speaks(truth, versions.at(-1))) truth.fallback = true;
  truth.extensions = { '0017': ems, '0016': etm, '0023': ticket, ff01: true, '000f': false, ...extensionsShown(withStrange(truth.versions), kindsOf(suites), certificates, given) };
  return { kind: 'mbedtls', command: programs.mbedtls, args, truth };
}
