// wolfSSL 5.5 as Debian builds it: from TLS 1.1 on, one certificate.
import { execFileSync } from 'node:child_process';
import { extensionsGiven, extensionsShown } from '../hello_extensions.mjs';
import { groupNumbers, highest, kindsOf, serverTruth, speaks, versionRange, withStrange } from './server_truth.mjs';
import { suiteOf } from './suites.mjs';

/** They count in TLS 1.3 only. */
const groupNames = ['secp256r1', 'secp384r1', 'secp521r1', 'x25519', 'x448', 'ffdhe2048', 'ffdhe3072'];

export function wolfsslConfiguration(random, material, port, { programs }) {
  const listed = execFileSync(programs.wolfssl, { encoding: 'utf8' }).trim().split('\n').map((line) => line.split(' '));
  const known = listed.map(([code, own, name]) => ({ ...suiteOf(name, code), own })).filter((suite) => suite.code);
  const versions = versionRange(random, ['0302', '0303', '0304']);
  const old = known.filter((suite) => suite.least !== '0304');
  const suites13 = random.part(known.filter((suite) => suite.least === '0304'), 0.6);
  const kind = random.pick(['rsa', 'rsa', 'ecdsa']);
  // It does not start without a suite for its certificate in its newest version.
  const suites = [...suites13, ...random.part(old, random.pick([0.1, 0.4, 0.9]))];
  const groups = random.part(groupNames, 0.5).map((name) => groupNumbers[name]);
  const serverPreference = random.chance(0.5);
  // Of a client that names finite-field groups it takes one of those instead, with parameters of its own or without.
  const dh = random.pick(material.dh.slice(1));
  // Suites of TLS 1.2 that are named are taken in TLS 1.1 too, in part.
  const fits = (suite, version) => (version !== '0304' || suite.least === version);
  const truth = serverTruth({ versions, suites, certificates: [kind], groups: null, groups13: groups, fits, ordered: true });
  const choose = () => random.chance(0.6);
  const [etm, ticket, cache, clientCertificate] = [choose(), choose(), choose(), random.chance(0.3)];
  const given = { ...extensionsGiven(random, [kind]), stapled: [], timestamped: [] };
  const yes = (on) => (on ? 'yes' : 'no');
  const args = ['--port', String(port), '--versions', `${versions[0]},${versions.at(-1)}`, '--ciphers', suites.map((suite) => suite.own).join(':'), '--groups', groups.join(','),
    '--serverpref', yes(serverPreference), '--etm', yes(etm), '--ticket', yes(ticket), '--cache', yes(cache), '--client-certificate', yes(clientCertificate),
    '--alpn', given.protocols.join(','), '--alpn-fatal', yes(given.refusing), '--cert', material[kind].cert, '--key', material[kind].key];
  args.push('--dh', dh.file);
  Object.assign(truth, { preference: serverPreference ? 'server' : 'client', clientCertificate, sni: 'none', sessionIds: cache || undefined, given });
  if (speaks(truth, versions.at(-1))) Object.assign(truth, { fallback: true, sentinel12: highest(truth) === '0304' ? true : undefined });
  truth.extensions = { '0017': true, '0016': etm, '0023': ticket, ff01: true, '000f': false, ...extensionsShown(withStrange(truth.versions), kindsOf(suites), [kind], given) };
  return { kind: 'wolfssl', command: programs.wolfssl, args, truth };
}
