// Go's crypto/tls. Its suites up to TLS 1.2 can be chosen, but not their order, nor anything about TLS 1.3's suites.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { extensionsGiven, extensionsShown } from '../hello_extensions.mjs';
import { allVersions, groupNumbers, highest, kindsOf, serverTruth, speaks, versionRange } from './server_truth.mjs';
import { suiteOf } from './suites.mjs';

const hex = (number) => number.toString(16).padStart(4, '0');
const curves = { x25519: 29, secp256r1: 23, secp384r1: 24, secp521r1: 25 };
// It prefers ChaCha20 to a client that prefers it, where this machine has AES in hardware; and always where it has not (cipher_suites.go).
const fastAes = /\baes\b/.test(readFileSync('/proc/cpuinfo', 'utf8'));

/** Server's preference, but for what the client may turn round: ChaCha20 and AES-GCM, of which it has the order both ways. */
const preference = (suites) =>
  fastAes && suites.some((suite) => /CHACHA20/.test(suite.name)) && suites.some((suite) => /GCM/.test(suite.name) && suite.exchange !== 'RSA') ? 'mixed' : 'server';

export function goConfiguration(random, material, port, { programs }) {
  const known = JSON.parse(execFileSync(programs.go, ['--list'], { encoding: 'utf8' })).map(({ Id, Name }) => suiteOf(Name, hex(Id))).filter(Boolean);
  const versions = versionRange(random, allVersions);
  const suites = random.part(known.filter((suite) => suite.least !== '0304'), random.pick([0.1, 0.4, 0.9]));
  const suites13 = known.filter((suite) => suite.least === '0304');
  const kinds = random.pick([['rsa'], ['rsa'], ['ecdsa'], ['rsa', 'ecdsa']]);
  const names = random.part(Object.keys(curves), 0.6);
  // Of two certificates it shows an ECDSA one only to who has its curve, and it has to have it itself.
  if (kinds.length > 1 && !names.includes('secp256r1')) names.push('secp256r1');
  const groups = names.map((name) => groupNumbers[name]);
  const truth = serverTruth({ versions, suites: [...suites, ...suites13], certificates: kinds, groups });
  const given = extensionsGiven(random, kinds);
  given.refusing = true;
  const certificates = kinds.map((kind) => ({ Cert: material[kind].cert, Key: material[kind].key, Ocsp: given.stapled.includes(kind) ? material[kind].ocsp : '',
    Timestamp: given.timestamped.includes(kind) ? material.timestamp : '' }));
  const tickets = random.chance(0.6);
  const clientAuth = random.pick([0, 0, 1, 2]);
  truth.sni = 'none';
  const needsName = random.chance(0.15);
  if (needsName) {
    truth.sni = 'refused';
  } else if (kinds.length === 1 && random.chance(0.2)) {
    // The first certificate is for whoever gives no name, or one that no certificate has.
    certificates.unshift({ Cert: material.other.cert, Key: material.other.key });
    if (kinds[0] === 'rsa') truth.sni = 'other-certificate';
    else certificates.shift();
  }
  const accepted = (version) => [...suites, ...suites13].filter((suite) => truth.versions[version]?.suites.has(suite.code));
  for (const version of versions) truth.versions[version].preference = preference(accepted(version));
  if (kinds.length > 1) {
    const rsa = (version) => version === '0304' || accepted(version).some((suite) => suite.exchange === 'ECDHE' && suite.kind === 'rsa');
    for (const version of versions) if (!rsa(version)) truth.versions[version].groups = null;
  }
  const top = versions.at(-1);
  if (speaks(truth, top)) Object.assign(truth, { fallback: true, sentinel12: highest(truth) === '0304' ? true : undefined });
  truth.extensions = { '0017': false, '0016': false, '0023': tickets, ff01: true, '000f': false, ...extensionsShown(truth.versions, kindsOf(suites), kinds, given) };
  truth.given = given;
  truth.clientCertificate = clientAuth > 0;
  truth.sessionIds = false;
  if (clientAuth < 2) truth.resumption = tickets;
  const configuration = { Port: port, Versions: [versions[0], top].map((version) => parseInt(version, 16)), Suites: suites.map((suite) => parseInt(suite.code, 16)),
    Curves: names.map((name) => curves[name]), Certificates: certificates, Tickets: tickets, ClientAuth: clientAuth, Protocols: given.protocols, NeedsName: needsName };
  return { kind: 'go', command: programs.go, args: [JSON.stringify(configuration)], truth };
}
