// Java's own TLS (JSSE of Java 17), with everything that it disables by default allowed.
import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { extensionsGiven, extensionsShown } from '../hello_extensions.mjs';
import { allVersions, groupNumbers, highest, kindsOf, serverTruth, speaks } from './server_truth.mjs';
import { suiteOf } from './suites.mjs';

const versionNames = { '0301': 'TLSv1', '0302': 'TLSv1.1', '0303': 'TLSv1.2', '0304': 'TLSv1.3' };
const curveNames = ['x25519', 'x448', 'secp256r1', 'secp384r1', 'secp521r1'];
const fieldNames = ['ffdhe2048', 'ffdhe3072'];

/** The newest version of a suite (sun.security.ssl.CipherSuite): DES ends with TLS 1.1, export with TLS 1.0. */
const last = ({ name }) => (/EXPORT/.test(name) ? '0301' : /WITH_DES_CBC/.test(name) ? '0302' : '0303');

let supported;
export function javaConfiguration(random, material, port, { programs }) {
  const security = `${material.settings}.security`;
  const everything = ['jdk.tls.disabledAlgorithms', 'jdk.certpath.disabledAlgorithms', 'jdk.tls.legacyAlgorithms'].map((name) => `${name}=\n`).join('');
  if (!existsSync(security)) writeFileSync(security, everything);
  const java = (...properties) => ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-cp', programs.java, `-Djava.security.properties=${security}`, ...properties, 'JavaServer'];
  supported ??= execFileSync('java', [...java(), 'list'], { encoding: 'utf8' }).trim().split('\n').map((own) => ({ ...suiteOf(own), own }));
  const known = supported.filter((suite) => suite.code);
  const versions = random.part(allVersions, 0.6).sort();
  const suites13 = random.part(known.filter((suite) => suite.least === '0304'), 0.7);
  const suites = [...random.part(known.filter((suite) => suite.least !== '0304'), random.pick([0.1, 0.4, 0.9])), ...suites13];
  const certificates = random.pick([['rsa'], ['rsa'], ['ecdsa'], ['rsa', 'ecdsa']]);
  const curves = random.part(curveNames, 0.6);
  // An ECDSA certificate is shown to who has its curve, and it has to have it itself.
  if (certificates.includes('ecdsa') && !curves.includes('secp256r1')) curves.push('secp256r1');
  const fields = random.part(fieldNames, 0.5);
  const serverPreference = random.chance(0.5);
  const numbers = (names) => names.map((name) => groupNumbers[name]);
  const fits = (suite, version) => suite.least <= version && (suite.least === '0304' || version <= last(suite));
  const truth = serverTruth({ versions, suites, certificates, groups: numbers(curves), groups13: numbers([...curves, ...fields]), fits, ordered: true });
  const choose = () => random.chance(0.6);
  const [ems, ticket, clientCertificate] = [choose(), choose(), random.chance(0.3)];
  const given = { ...extensionsGiven(random, certificates), stapled: [], timestamped: [], refusing: true };
  const keys = certificates.map((kind) => {
    const file = `${material[kind].cert}.p12`;
    if (!existsSync(file)) execFileSync('openssl', ['pkcs12', '-export', '-in', material[kind].cert, '-inkey', material[kind].key, '-passout', 'pass:changeit', '-out', file], { stdio: 'pipe' });
    return file;
  });
  const yes = (on) => (on ? 'yes' : 'no');
  const args = [...java(`-Djdk.tls.namedGroups=${[...curves, ...fields].join(',')}`, `-Djdk.tls.useExtendedMasterSecret=${ems}`, `-Djdk.tls.server.enableSessionTicketExtension=${ticket}`),
    `port=${port}`, `keys=${keys.join(',')}`, `versions=${versions.map((version) => versionNames[version]).join(',')}`, `suites=${suites.map((suite) => suite.own).join(',')}`,
    `serverpref=${yes(serverPreference)}`, `client-certificate=${yes(clientCertificate)}`, `alpn=${given.protocols.join(',')}`];
  Object.assign(truth, { preference: serverPreference ? 'server' : 'client', clientCertificate, sha1: true, sni: 'none', sessionIds: true, given });
  if (!clientCertificate) truth.resumption = true;
  // 2048 bits and more, but 512 for export (sun.security.ssl.DHKeyExchange).
  truth.smallPrime = suites.some((suite) => /DHE?_.*EXPORT/.test(suite.name) && truth.versions['0301']?.suites.has(suite.code));
  // It does not know of the signal for a fallback.
  Object.assign(truth, { fallback: false, sentinel12: speaks(truth, '0304') && highest(truth) === '0304' ? true : undefined });
  truth.extensions = { '0017': ems, '0016': false, '0023': ticket, ff01: true, '000f': false, ...extensionsShown(truth.versions, kindsOf(suites), certificates, given) };
  return { kind: 'java', command: 'java', args, truth };
}
