// What each tool says about one server, in the words of tests/lab/established.mjs, so that they can be laid side by side.
//
// Each reader returns { facts: Map, lists }: `lists(what)` tells whether the tool's list of such things is complete, so that what it leaves out is a no.
import { X509Certificate } from 'node:crypto';

import { established, explorationOf } from '../../lab/established.mjs';

const VERSIONS = { 'SSLv3': 'SSL 3.0', 'TLSv1.0': 'TLS 1.0', 'TLSv1.1': 'TLS 1.1', 'TLSv1.2': 'TLS 1.2', 'TLSv1.3': 'TLS 1.3' };
const CURVES = { prime256v1: '0017', secp384r1: '0018', secp521r1: '0019', X25519: '001d', X448: '001e' };
const yes = (value) => (value ? 'yes' : 'no');
const present = (value) => (value ? 'present' : 'absent');

function certificateFacts(pem) {
  const certificate = new X509Certificate(pem);
  return [
    ['certificate SHA-256', certificate.fingerprint256.replaceAll(':', '').toLowerCase()],
    ['certificate names', certificate.subjectAltName.replaceAll('DNS:', '')],
    ['certificate key', `${certificate.publicKey.asymmetricKeyType.toUpperCase()} ${certificate.publicKey.asymmetricKeyDetails.modulusLength}`],
    ['certificate until', new Date(certificate.validTo).toISOString()],
  ];
}

export function readMailglass(report) {
  const exploration = explorationOf(report);
  const facts = established(exploration);
  const { sent, trust } = report.servers[0].addresses[0].certificates.find((chain) => chain.headline);
  const leaf = sent[0].certificate;
  facts.set('certificate SHA-256', leaf.sha256);
  facts.set('certificate names', leaf.dns_names.join(', '));
  facts.set('certificate key', `${leaf.key_type} ${leaf.key_bits}`);
  facts.set('certificate until', new Date(leaf.not_after * 1000).toISOString());
  facts.set('certificates sent', String(sent.length));
  facts.set('certificate trusted', yes(trust.status === 'trusted'));
  facts.set('certificate for this name', yes(trust.name !== 'none'));
  return { facts, lists: () => false };
}

/** name → id of every suite that was asked for; what the registry calls it. */
export const suiteNumbers = (report) => new Map(explorationOf(report).versions.flatMap((version) => version.suites.map((suite) => [suite.name, suite.id])));

/** sslscan --xml */
export function readSslscan(xml) {
  const facts = new Map();
  const attributes = (element) => [...xml.matchAll(new RegExp(`<${element} ([^>]*?)/?>`, 'g'))].map(([, text]) => Object.fromEntries([...text.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key, value])));
  for (const { type, version, enabled } of attributes('protocol')) {
    if (type === 'ssl' && version === '2') facts.set('property ssl2', yes(enabled === '1'));
    else facts.set(type === 'ssl' ? 'SSL 3.0' : `TLS ${version}`, yes(enabled === '1'));
  }
  const number = (id) => id.slice(2).toLowerCase();
  for (const cipher of attributes('cipher')) {
    facts.set(`${VERSIONS[cipher.sslversion]} suite ${number(cipher.id)}`, 'yes');
    if (cipher.dhebits) facts.set(`DH ${cipher.dhebits} bits`, 'yes');
  }
  for (const group of attributes('group')) facts.set(`${VERSIONS[group.sslversion]} group ${number(group.id)}`, 'yes');
  const signs = attributes('connection-signature-algorithm').filter((scheme) => scheme.sslversion === 'TLSv1.2').map((scheme) => number(scheme.id));
  for (const scheme of signs) facts.set(`signs with ${scheme}`, 'yes');
  facts.set('property sha1-signatures', yes(signs.includes('0201')));
  for (const { secure } of attributes('renegotiation')) facts.set('property secure-renegotiation', yes(secure === '1'));
  facts.set('property compression', yes(attributes('compression').some((c) => c.supported === '1')));
  const [, blob] = xml.match(/<certificate-blob>\s*(-----BEGIN[^]*?-----END CERTIFICATE-----)/) ?? [];
  if (blob) for (const [what, word] of certificateFacts(blob)) facts.set(what, word);
  return { facts, lists: (what) => / suite | group /.test(what) || /^signs with/.test(what) };
}

/** nmap --script ssl-enum-ciphers,ssl-cert -oX; `numbers` from suiteNumbers. */
export function readNmap(xml, numbers) {
  const facts = new Map();
  const output = xml.match(/<script id="ssl-enum-ciphers" output="([^"]*)"/)[1].replaceAll('&#xa;', '\n');
  let version;
  for (const line of output.split('\n')) {
    const [, begins] = line.match(/^ {2}(SSLv3|TLSv1\.\d): *$/) ?? [];
    if (begins) facts.set(version = VERSIONS[begins], 'yes');
    const [, name, exchange] = line.match(/^ {6}(TLS_\S+) \(([^)]*)\)/) ?? [];
    if (name) {
      // TLS 1.3's suites by a name that nobody else uses.
      const id = numbers.get(name.replace('TLS_AKE_WITH_', 'TLS_'));
      if (!id) throw new Error(`nmap names a suite that is not known here: ${name}`);
      facts.set(`${version} suite ${id}`, 'yes');
      if (/^dh \d+$/.test(exchange)) facts.set(`DH ${exchange.slice(3)} bits`, 'yes');
    }
    const [, order] = line.match(/cipher preference: (\w+)/) ?? [];
    if (order) facts.set(`${version} preference`, order);
    if (/^ {4}compressors:/.test(line)) facts.set('property compression', 'no');
    if (/^ {6}DEFLATE/.test(line)) facts.set('property compression', 'yes');
  }
  for (const name of Object.values(VERSIONS)) if (!facts.has(name)) facts.set(name, 'no');
  const [, pem] = xml.match(/<elem key="pem">([^<]*)</) ?? [];
  if (pem) for (const [what, word] of certificateFacts(pem.replaceAll('&#xa;', '\n').replaceAll('&#45;', '-'))) facts.set(what, word);
  return { facts, lists: (what) => / suite /.test(what) };
}

/** testssl.sh --jsonfile (3.0 and 3.2 name some findings differently). */
export function readTestssl(json) {
  const facts = new Map();
  const findings = new Map(JSON.parse(json).map((entry) => [entry.id, entry.finding]));
  const tell = (ids, what, word) => {
    const finding = [ids].flat().map((id) => findings.get(id)).find((text) => text !== undefined);
    const said = finding === undefined ? undefined : word(finding);
    if (said !== undefined) facts.set(what, said);
  };
  const offered = (text) => yes(/^offered/.test(text));
  const vulnerable = (text) => present(!/^not vulnerable/.test(text));
  const protocols = { SSLv3: 'SSL 3.0', TLS1: 'TLS 1.0', TLS1_1: 'TLS 1.1', TLS1_2: 'TLS 1.2', TLS1_3: 'TLS 1.3' };
  for (const [id, version] of Object.entries(protocols)) tell(id, version, offered);
  tell('SSLv2', 'property ssl2', offered);
  for (const [id, finding] of findings) {
    const [, hex] = id.match(/^cipher(?:-tls\d(?:_\d)?)?_x([0-9a-f]+)$/) ?? [];
    if (!hex) continue;
    const suite = hex.padStart(4, '0');
    // The tool says in which version only from 3.2 on; TLS 1.3's suites are its own, and the server here has one older version.
    facts.set(`${suite.startsWith('13') ? 'TLS 1.3' : 'TLS 1.2'} suite ${suite}`, 'yes');
    const [, bits] = finding.match(/ DH (\d+) /) ?? [];
    if (bits) facts.set(`DH ${bits} bits`, 'yes');
  }
  tell(['FS_ECDHE_curves', 'PFS_ECDHE_curves'], 'curves', (text) => text);
  for (const name of (facts.get('curves') ?? '').split(' ').filter(Boolean)) facts.set(`TLS 1.2 group ${CURVES[name] ?? name}`, 'yes');
  facts.delete('curves');
  tell('cipher_order', 'TLS 1.2 preference', (text) => (/^NOT a cipher order|client/.test(text) ? 'client' : 'server'));
  tell('secure_renego', 'property secure-renegotiation', (text) => yes(/^supported/.test(text)));
  tell('CRIME_TLS', 'property compression', (text) => yes(!/^not vulnerable/.test(text)));
  tell('heartbleed', 'property heartbeat', (text) => (/no heartbeat extension/.test(text) ? 'no' : undefined));
  tell('OCSP_stapling', 'property ocsp-staple', offered);
  tell('TLS_session_ticket', 'property session-ticket', (text) => yes(/^valid/.test(text)));
  tell('SSL_sessionID_support', 'property session-id', (text) => text);
  // By ticket or by id; a test that could not be carried out says neither.
  const resumed = ['sessionresumption_ticket', 'sessionresumption_ID'].map((id) => findings.get(id)).filter((text) => text !== undefined);
  if (resumed.includes('supported')) facts.set('property session-resumption', 'yes');
  else if (resumed.length > 0 && resumed.every((text) => text === 'not supported' || /^No Session ID/.test(text))) facts.set('property session-resumption', 'no');
  tell('cipherlist_NULL', 'weakness tls.suites.null', (text) => present(/^offered/.test(text)));
  tell('cipherlist_aNULL', 'weakness tls.suites.anonymous', (text) => present(/^offered/.test(text)));
  tell('cipherlist_EXPORT', 'weakness tls.suites.export', (text) => present(/^offered/.test(text)));
  for (const [id, code] of Object.entries({ RC4: 'tls.suites.rc4', SWEET32: 'tls.suites.sweet32', FREAK: 'tls.freak', DROWN: 'tls.drown', POODLE_SSL: 'tls.poodle', LOGJAM: 'tls.logjam.export', BEAST: 'tls.cbc.tls10' })) {
    tell(id, `weakness ${code}`, vulnerable);
  }
  tell('LUCKY13', 'weakness tls.cbc', (text) => present(/potentially vulnerable/.test(text)));
  tell('LOGJAM-common_primes', 'weakness tls.dh.common', (text) => present(/1024|768|512/.test(text)));
  tell('cert', 'pem', (text) => text.replace(/(-----BEGIN CERTIFICATE-----) ([^-]*) (-----END)/, (all, begin, body, end) => `${begin}\n${body.replaceAll(' ', '\n')}\n${end}`));
  for (const [what, word] of facts.has('pem') ? certificateFacts(facts.get('pem')) : []) facts.set(what, word);
  facts.delete('pem');
  tell('certs_countServer', 'certificates sent', (text) => text);
  tell('cert_chain_of_trust', 'certificate trusted', (text) => yes(/^passed/.test(text)));
  tell('cert_trust', 'certificate for this name', (text) => yes(/^Ok/i.test(text)));
  return { facts, lists: (what) => /^TLS 1\.[23] suite /.test(what) };
}
