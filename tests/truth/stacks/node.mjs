// Node.js of several ages: OpenSSL 1.1.1 (12, 16) and 3.0 (20), as Node.js configures them.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { certificateKinds, groups, prioritizeChacha, randomChoice } from '../configurations.mjs';
import { extensionsGiven, extensionsShown, onlyTls13 } from '../hello_extensions.mjs';

const script = fileURLToPath(new URL('./server.js', import.meta.url));
const versionNames = { '0301': 'TLSv1', '0302': 'TLSv1.1', '0303': 'TLSv1.2', '0304': 'TLSv1.3' };
const ask = (node, what) => JSON.parse(execFileSync(node, ['-p', `JSON.stringify(${what})`], { encoding: 'utf8' }));

export function nodeConfiguration(random, material, port, { node }) {
  const listed = new Set(ask(node, "require('tls').getCiphers()"));
  const [major, openssl3] = ask(node, "[parseInt(process.versions.node), process.versions.openssl.startsWith('3')]");
  // Finite-field groups came with OpenSSL 3.
  const known = Object.fromEntries(Object.entries(groups).filter(([name]) => !/^sect/.test(name) && (openssl3 || !/^ffdhe/.test(name))));
  const dh = random.pick([...material.dh.slice(1), null]);
  const has = (suite) => listed.has(suite.name.toLowerCase()) && (dh !== null || suite.kx !== 'DH');
  const c = randomChoice(random, known, { gaps: false, has });
  const { truth } = c;
  const chacha = random.chance(0.3);
  if (chacha) prioritizeChacha(c);
  const tickets = random.chance(0.6);
  const given = { ...extensionsGiven(random, c.certificates), timestamped: [] };
  if (given.stapled.length > 0) given.stapled = c.certificates;
  given.refusing = major >= 20;
  const named = random.chance(0.25) && c.certificates.length === 1 && c.certificates[0] === 'rsa';
  const files = (certificate) => ({ cert: certificate.cert, key: certificate.key });
  // In TLS 1.3 it has no answers to staple.
  if (onlyTls13(truth.versions)) given.stapled = [];
  const extensions = { '0017': true, '0016': true, '0023': tickets, ff01: true, '000f': false };
  const kinds = certificateKinds(c.ciphers);
  Object.assign(truth, { sha1: true, sni: named ? 'other-certificate' : 'none', clientCertificate: random.chance(0.3), given });
  if (dh) truth.dhBits = [dh.bits];
  if (named) truth.dhBits = undefined;
  truth.extensions = { ...extensions, ...extensionsShown(truth.versions, (suite) => kinds.get(suite), c.certificates, given) };
  if (!named) truth.resumption = tickets;
  const configuration = {
    port, versions: [c.versions[0], c.versions.at(-1)].map((version) => versionNames[version]), groups: c.groupNames,
    ciphers: [...c.suites13, ...c.ciphers].map((suite) => suite.name).join(':') + ':@SECLEVEL=0', serverPreference: c.serverPreference, chacha, tickets,
    dh: dh?.file, certificates: c.certificates.map((kind) => files(material[kind])), named: named ? [files(material.other)] : null,
    clientCertificate: truth.clientCertificate, protocols: given.protocols, ocsp: given.stapled.length > 0 ? material[c.certificates[0]].ocsp : null,
  };
  return { kind: `node-${major}`, command: node, args: [script, JSON.stringify(configuration)], truth };
}
