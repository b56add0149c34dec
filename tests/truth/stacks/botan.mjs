// Botan 2.19: up to TLS 1.2.
import { execFileSync } from 'node:child_process';
import { extensionsGiven, extensionsShown } from '../hello_extensions.mjs';
import { groupNumbers, kindsOf, serverTruth, speaks, versionRange } from './server_truth.mjs';
import { suiteOf } from './suites.mjs';

const curveNames = ['x25519', 'secp256r1', 'secp384r1', 'secp521r1', 'brainpoolP256r1', 'brainpoolP384r1', 'brainpoolP512r1'];

export function botanConfiguration(random, material, port, { programs }) {
  const listed = execFileSync(programs.botan, { encoding: 'utf8' }).trim().split('\n').map((line) => line.split(' '));
  const known = listed.map(([code, name]) => suiteOf(name, code)).filter(Boolean);
  const versions = versionRange(random, ['0301', '0302', '0303']);
  const suites = random.part(known, random.pick([0.1, 0.4, 0.9]));
  const certificates = random.pick([['rsa'], ['rsa'], ['ecdsa'], ['rsa', 'ecdsa']]);
  const names = random.part(curveNames, 0.5);
  const serverPreference = random.chance(0.5);
  const truth = serverTruth({ versions, suites, certificates, groups: names.map((name) => groupNumbers[name]), ordered: true });
  // It chooses static RSA without a certificate for it, and fails afterwards.
  const fails = certificates.includes('rsa') ? [] : suites.filter((suite) => suite.exchange === 'RSA');
  for (const version of versions) for (const suite of fails) truth.versions[version].strange.add(suite.code);
  const choose = () => random.chance(0.6);
  const [etm, ticket, cache, sha1, clientCertificate] = [choose(), choose(), choose(), choose(), random.chance(0.3)];
  const given = { ...extensionsGiven(random, certificates), stapled: [], timestamped: [] };
  const yes = (on) => (on ? 'yes' : 'no');
  const args = ['--port', String(port), '--versions', `${versions[0]},${versions.at(-1)}`, '--suites', suites.map((suite) => suite.code).join(','), '--groups',
    [...names.map((name) => groupNumbers[name]), '0100'].join(','), '--serverpref', yes(serverPreference), '--etm', yes(etm), '--ticket', yes(ticket), '--cache', yes(cache),
    '--sha1', yes(sha1), '--client-certificate', yes(clientCertificate), '--alpn', given.protocols.join(','), '--alpn-fatal', yes(given.refusing)];
  for (const kind of certificates) args.push(`--${kind}-cert`, material[kind].cert, `--${kind}-key`, material[kind].key);
  // It takes back only a session of the version that the client's hello has at most (openssl s_client: not without -tls1_1, though with it).
  const keeps = ticket || cache;
  // It asks for a certificate only where the suite signs.
  const signs = suites.some((suite) => suite.exchange !== 'RSA' && suite.kind && versions.some((version) => truth.versions[version].suites.has(suite.code)));
  Object.assign(truth, { preference: serverPreference ? 'server' : 'client', clientCertificate: clientCertificate && signs, sha1, resumption: keeps && versions.at(-1) !== '0303' ? undefined : keeps, sni: 'none', dhBits: [2048], sessionIds: cache || undefined, given });
  if (speaks(truth, versions.at(-1))) truth.fallback = true;
  truth.extensions = { '0017': true, '0016': etm, '0023': ticket, ff01: true, '000f': false, ...extensionsShown(truth.versions, kindsOf(suites), certificates, given) };
  return { kind: 'botan', command: programs.botan, args, truth };
}
