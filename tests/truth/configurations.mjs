// Random configurations of real servers, each with the command that starts it and the facts that follow from it. What a library can do is
// taken from the library itself (openssl ciphers, gnutls-cli --list), not from the explorer's tables.
import { execFileSync } from 'node:child_process';
import { extensionsGiven, extensionsShown, hasCertificate } from './hello_extensions.mjs';

const versionNames = { '0301': 'tls1', '0302': 'tls1_1', '0303': 'tls1_2', '0304': 'tls1_3' };
const hex = (text) => text.replaceAll(/0x|,|\s/g, '').toLowerCase();

/** Suites of openssl(1): { code, name, least, kx, au }. */
export function opensslSuites() {
  const lines = execFileSync('openssl', ['ciphers', '-V', 'ALL:eNULL:@SECLEVEL=0'], { encoding: 'utf8' }).trim().split('\n');
  return lines.map((line) => {
    const [, code, name, least, kx, au] = line.match(/^\s*(\S+) - (\S+)\s+(\S+)\s+Kx=(\S+)\s+Au=(\S+)/);
    return { code: hex(code), name, least, kx, au, aead: /Mac=AEAD/.test(line) };
  });
}
const certificateKind = { RSA: 'rsa', ECDSA: 'ecdsa' };
/** The kind of certificate that comes with each of the suites, by code. */
export const certificateKinds = (suites) => new Map(suites.map((suite) => [suite.code, certificateKind[suite.au]]));
const leastVersion = { SSLv3: '0300', TLSv1: '0301', 'TLSv1.0': '0301', 'TLSv1.2': '0303' };

export const groups = {
  // name in OpenSSL: [code, usable up to TLS 1.2, usable in TLS 1.3]
  X25519: ['001d', true, true], 'P-256': ['0017', true, true], X448: ['001e', true, true], 'P-384': ['0018', true, true], 'P-521': ['0019', true, true],
  ffdhe2048: ['0100', false, true], ffdhe3072: ['0101', false, true], ffdhe4096: ['0102', false, true],
  brainpoolP256r1: ['001a', true, false], brainpoolP384r1: ['001b', true, false], secp224r1: ['0015', true, false], 'P-192': ['0013', true, false],
  secp256k1: ['0016', true, false], sect163k1: ['0001', true, false], sect571r1: ['000e', true, false],
};
const newGroups = { X25519MLKEM768: ['11ec', false, true], SecP256r1MLKEM768: ['11eb', false, true], SecP384r1MLKEM1024: ['11ed', false, true] };

/** The truth about a server of OpenSSL 1.1.1 or later. */
export function opensslTruth({ versions, ciphers, suites13, groupNames, certificates, allGroups }) {
  const usable = (place) => new Set(groupNames.map((name) => allGroups[name]).filter((group) => group[place]).map((group) => group[0]));
  const curves = usable(1);
  const truth = { versions: {} };
  for (const version of versions) {
    if (version === '0304') {
      truth.versions[version] = { suites: new Set(suites13.map((s) => s.code)), order: suites13.map((s) => s.code), groups: usable(2) };
      continue;
    }
    const accepted = ciphers.filter((suite) => {
      if (leastVersion[suite.least] > version) return false;
      if (suite.kx.startsWith('ECDH') && curves.size === 0) return false;
      return suite.au === 'None' || (suite.au === 'RSA' && certificates.includes('rsa')) || (suite.au === 'ECDSA' && certificates.includes('ecdsa'));
    });
    truth.versions[version] = { suites: new Set(accepted.map((s) => s.code)), order: accepted.map((s) => s.code), groups: curves };
  }
  return truth;
}

export const tls13Suites = [
  { code: '1301', name: 'TLS_AES_128_GCM_SHA256' }, { code: '1302', name: 'TLS_AES_256_GCM_SHA384' }, { code: '1303', name: 'TLS_CHACHA20_POLY1305_SHA256' },
  { code: '1304', name: 'TLS_AES_128_CCM_SHA256' }, { code: '1305', name: 'TLS_AES_128_CCM_8_SHA256' },
];

/** Whether s_server would end at its first client: OpenSSL takes the newest version below the lowest gap for the newest of all, and wants a suite for it. */
function unservable(versions, ciphers) {
  const known = Object.keys(versionNames).sort();
  let newest = known.indexOf(versions[0]);
  while (versions.includes(known[newest + 1])) ++newest;
  return known[newest] !== '0304' && !ciphers.some((suite) => leastVersion[suite.least] <= known[newest]);
}

export function randomChoice(random, allGroups, { gaps = true, tls13Only = false, has = () => true } = {}) {
  const suites = opensslSuites().filter((s) => !/PSK|SRP|GOST/.test(s.kx + s.au) && s.least !== 'TLSv1.3' && s.au !== 'DSS' && has(s));
  const known = ['0301', '0302', '0303', '0304'];
  let versions = random.part(known, 0.6).sort();
  const ciphers = random.part(suites, random.pick([0.03, 0.1, 0.3, 0.8]), 1);
  const until = (last) => known.filter((version) => version >= versions[0] && version <= last);
  if (!gaps || unservable(versions, ciphers)) versions = until(versions.at(-1));
  if (unservable(versions, ciphers)) versions = until('0304');
  if (tls13Only) versions = ['0304'];
  const suites13 = random.part(tls13Suites, 0.6, 1);
  const groupNames = random.part(Object.keys(allGroups), 0.4, 1);
  if (!groupNames.some((name) => allGroups[name][2])) groupNames.push('P-256');
  const certificates = random.pick([['rsa'], ['rsa'], ['ecdsa'], ['rsa', 'ecdsa']]);
  const serverPreference = random.chance(0.5);
  const truth = opensslTruth({ versions, ciphers, suites13, groupNames, certificates, allGroups });
  const top = truth.versions[versions[versions.length - 1]];
  Object.assign(truth, { ssl2: false, grease: true, compression: false, preference: serverPreference ? 'server' : 'client' });
  const highest = versions[versions.length - 1];
  // A refusal of a needless fallback and the sentinel are about versions enabled, which only count when they can be negotiated.
  if (truth.versions[highest].suites.size > 0) Object.assign(truth, { fallback: true, sentinel12: highest === '0304' ? true : undefined });
  return { versions, ciphers, suites13, groupNames, certificates, serverPreference, truth, top };
}

/** SSL_OP_PRIORITIZE_CHACHA: with the server's order, ChaCha20 goes first for a client that has it first. */
export function prioritizeChacha({ ciphers, suites13, serverPreference, truth }) {
  const chacha = new Set([...ciphers, ...suites13].filter((suite) => /CHACHA20/.test(suite.name)).map((suite) => suite.code));
  for (const version of Object.values(truth.versions)) {
    const moves = version.order.some((suite, place) => chacha.has(suite) && version.order.slice(0, place).some((before) => !chacha.has(before)));
    if (serverPreference && moves) version.preference = 'mixed';
  }
}

/** openssl s_server. */
export function opensslConfiguration(random, material, port, { tls13Only }) {
  const c = randomChoice(random, groups, { tls13Only });
  const args = ['s_server', '-accept', `127.0.0.1:${port}`, '-quiet', '-cipher', `${c.ciphers.map((s) => s.name).join(':')}:@SECLEVEL=0`,
    '-ciphersuites', c.suites13.map((s) => s.name).join(':'), '-groups', c.groupNames.join(':')];
  for (const [version, name] of Object.entries(versionNames)) if (!c.versions.includes(version)) args.push(`-no_${name}`);
  const [first, second] = c.certificates;
  args.push('-cert', material[first].cert, '-key', material[first].key);
  if (second) args.push('-dcert', material[second].cert, '-dkey', material[second].key);
  if (c.serverPreference) args.push('-serverpref');
  const extensions = { '0017': true, '0016': true, '0023': true, ff01: true, '000f': false };
  if (random.chance(0.4)) (args.push('-no_etm'), (extensions['0016'] = false));
  if (random.chance(0.4)) (args.push('-no_ticket'), (extensions['0023'] = false));
  if (random.chance(0.3)) (args.push('-prioritize_chacha'), prioritizeChacha(c));
  c.truth.clientCertificate = random.chance(0.3);
  if (c.truth.clientCertificate) args.push('-verify', '1');
  const dh = random.pick([...material.dh.slice(1), null]);
  if (dh) args.push('-dhparam', dh.file);
  if (dh) c.truth.dhBits = [dh.bits];
  c.truth.sni = 'none';
  if (random.chance(0.25) && c.certificates.length === 1 && first === 'rsa') {
    // With a name it knows, the server shows another certificate.
    args.push('-servername', 'mx.example.test', '-cert2', material.other.cert, '-key2', material.other.key);
    c.truth.sni = 'other-certificate';
    // s_server's second context has suites, groups and parameters of its own only in part; its certificate and sessions are what is compared.
    c.truth.dhBits = undefined;
  }
  // s_server staples one answer to every certificate, sends timestamps with the first one only, and always refuses without a protocol in common.
  const given = extensionsGiven(random, c.certificates);
  if (given.stapled.length > 0) (args.push('-status_file', material[first].ocsp), (given.stapled = c.certificates));
  given.timestamped = given.timestamped.slice(0, 1).map(() => first);
  if (given.timestamped.length > 0) args.push('-serverinfo', material.timestamps);
  if (given.protocols.length > 0) args.push('-alpn', given.protocols.join(','));
  given.refusing = true;
  // To a client with the name it knows it answers without protocols and timestamps.
  if (c.truth.sni === 'other-certificate') Object.assign(given, { protocols: [], timestamped: [] });
  const kinds = certificateKinds(c.ciphers);
  c.truth.extensions = { ...extensions, ...extensionsShown(c.truth.versions, (suite) => kinds.get(suite), c.certificates, given) };
  c.truth.given = given;
  // Drawn last, so that a seed keeps the rest of its configuration. -rev answers QUIT, as a mail server does.
  const cache = random.chance(0.7);
  if (!cache) args.push('-no_cache');
  const tickets13 = random.pick([0, 1, 2]);
  args.push('-num_tickets', String(tickets13), '-rev');
  const tls13 = c.versions.at(-1) === '0304';
  // A server without tickets keeps the session itself, in TLS 1.3 too, and s_server forgets it or not by how the connection ended.
  // The second context has sessions of its own.
  const granted = !tls13 || tickets13 > 0;
  if (c.truth.sni === 'none' && (extensions['0023'] || !cache || !granted)) c.truth.resumption = extensions['0023'] && granted;
  c.truth.sessionIds = cache || undefined;
  c.truth.sha1 = true;
  c.truth.rsa = hasCertificate(c.truth.versions, c.certificates, 'rsa');
  c.truth.ecdsa = hasCertificate(c.truth.versions, c.certificates, 'ecdsa');
  return { kind: 'openssl', command: 'openssl', args, truth: c.truth, environment: { OPENSSL_CONF: material.settings } };
}

/** The project's own OpenSSL 3.5, which has post-quantum groups. */
export function newOpensslConfiguration(random, material, port, { tls13Only, server }) {
  // OpenSSL does not allow gaps in its versions (SSL_CTX_set_options(3)); 3.5 then refuses suites of the versions above a gap.
  const c = randomChoice(random, { ...Object.fromEntries(Object.entries(groups).filter(([name]) => !/^sect/.test(name))), ...newGroups }, { gaps: false, tls13Only });
  // This build leaves out some ciphers; the truth is about those it has.
  const missing = /ARIA|SEED|IDEA|RC2|RC4|DES-CBC-|NULL-MD5/;
  c.ciphers = c.ciphers.filter((s) => !missing.test(s.name));
  if (c.ciphers.length === 0) c.ciphers = opensslSuites().filter((s) => s.name === 'ECDHE-RSA-AES128-GCM-SHA256' || s.name === 'ECDHE-ECDSA-AES128-GCM-SHA256');
  const base = opensslTruth({ ...c, allGroups: { ...groups, ...newGroups } });
  c.truth.versions = base.versions;
  const highest = c.versions[c.versions.length - 1];
  if (c.truth.versions[highest].suites.size === 0) Object.assign(c.truth, { fallback: undefined, sentinel12: undefined });
  const args = ['--port', String(port), '--versions', c.versions.join(','), '--ciphers', `${c.ciphers.map((s) => s.name).join(':')}`,
    '--ciphersuites', c.suites13.map((s) => s.name).join(':'), '--groups', c.groupNames.join(':'), '--serverpref', c.serverPreference ? 'yes' : 'no'];
  for (const kind of c.certificates) args.push(`--${kind}-cert`, material[kind].cert, `--${kind}-key`, material[kind].key);
  const choose = (name) => {
    const on = random.chance(0.6);
    args.push(`--${name}`, on ? 'yes' : 'no');
    return on;
  };
  const extensions = { '0017': choose('ems'), '0016': choose('etm'), '0023': choose('ticket'), ff01: true, '000f': false };
  const sha1 = random.chance(0.5);
  if (!sha1) args.push('--sigalgs', 'ecdsa_secp256r1_sha256:rsa_pss_rsae_sha256:rsa_pkcs1_sha256');
  // This build has no OCSP, and OpenSSL takes timestamps for one certificate only.
  const given = { ...extensionsGiven(random, c.certificates), stapled: [] };
  given.timestamped = given.timestamped.slice(0, 1);
  for (const kind of given.timestamped) args.push(`--${kind}-timestamps`, material.timestamps);
  if (given.protocols.length > 0) args.push('--alpn', given.protocols.join(','), '--alpn-fatal', given.refusing ? 'yes' : 'no');
  const kinds = certificateKinds(c.ciphers);
  c.truth.extensions = { ...extensions, ...extensionsShown(c.truth.versions, (suite) => kinds.get(suite), c.certificates, given) };
  c.truth.given = given;
  // It forgets a session that no close_notify ended.
  for (const kind of ['rsa', 'ecdsa']) c.truth[kind] = hasCertificate(c.truth.versions, c.certificates, kind);
  Object.assign(c.truth, { sha1, sni: 'none', clientCertificate: false, resumption: c.truth.extensions['0023'], sessionIds: true });
  return { kind: 'openssl-3.5', command: server, args, truth: c.truth };
}

/** gnutls-serv: suites follow from the parts of a priority string, and the library itself lists them. */
export function gnutlsConfiguration(random, material, port, settings) {
  const versions = random.part(['VERS-TLS1.0', 'VERS-TLS1.1', 'VERS-TLS1.2', 'VERS-TLS1.3'], 0.6);
  if (settings.tls13Only) versions.splice(0, versions.length, 'VERS-TLS1.3');
  const exchanges = random.part(['ECDHE-RSA', 'ECDHE-ECDSA', 'RSA', 'DHE-RSA', 'ANON-DH', 'ANON-ECDH'], 0.5);
  const ciphers = random.part(['AES-256-CBC', 'AES-128-CBC', 'AES-128-GCM', 'AES-256-GCM', 'AES-128-CCM', 'AES-256-CCM', 'AES-128-CCM-8', 'ARCFOUR-128',
    'CAMELLIA-256-CBC', 'CAMELLIA-128-CBC', 'CHACHA20-POLY1305', 'CAMELLIA-128-GCM', '3DES-CBC', 'NULL'], 0.5, 2);
  const macs = [...random.part(['SHA1', 'SHA256', 'SHA384'], 0.7), 'AEAD'];
  const groupNames = random.part(['GROUP-X25519', 'GROUP-SECP256R1', 'GROUP-SECP384R1', 'GROUP-SECP521R1', 'GROUP-X448', 'GROUP-FFDHE2048', 'GROUP-FFDHE3072'], 0.5);
  const curveNames = groupNames.filter((name) => !/FFDHE/.test(name));
  // Without a curve GnuTLS would still list ECDHE; keep one so that the list is the truth.
  if (curveNames.length === 0) groupNames.push('GROUP-SECP256R1');
  const serverPreference = random.chance(0.5);
  const priority = ['NONE', ...versions, ...exchanges, ...ciphers, ...macs, ...groupNames, 'SIGN-ALL', 'COMP-NULL', 'CTYPE-X509'].join(':+') +
    (serverPreference ? ':%SERVER_PRECEDENCE' : '');
  const certificates = random.pick([['rsa'], ['ecdsa'], ['rsa', 'ecdsa']]);
  let listed;
  try {
    listed = execFileSync('gnutls-cli', ['--list', '--priority', priority], { encoding: 'utf8', stdio: 'pipe' });
  } catch {
    return gnutlsConfiguration(random, material, port, settings); // parts that make no suite together: another choice
  }
  const suites = [...listed.matchAll(/^(TLS_\S+)\s+0x(..), 0x(..)\s+(\S+)/gm)].map(([, name, high, low, least]) => ({ name, code: (high + low).toLowerCase(), least }));
  const codes = { 'GROUP-X25519': '001d', 'GROUP-SECP256R1': '0017', 'GROUP-SECP384R1': '0018', 'GROUP-SECP521R1': '0019', 'GROUP-X448': '001e', 'GROUP-FFDHE2048': '0100', 'GROUP-FFDHE3072': '0101' };
  const curves = new Set(groupNames.filter((name) => !/FFDHE/.test(name)).map((name) => codes[name]));
  const truth = { versions: {}, ssl2: false, grease: true, compression: false, preference: serverPreference ? 'server' : 'client' };
  const numbers = { 'VERS-TLS1.0': '0301', 'VERS-TLS1.1': '0302', 'VERS-TLS1.2': '0303', 'VERS-TLS1.3': '0304' };
  const least = { 'TLS1.0': '0301', 'TLS1.2': '0303', 'TLS1.3': '0304' };
  for (const name of versions) {
    const version = numbers[name];
    const accepted = suites.filter((suite) => {
      if ((version === '0304') !== (suite.least === 'TLS1.3') || least[suite.least] > version) return false;
      if (version === '0304') return true;
      // gnutls-serv's own anonymous credentials serve DH and ECDH alike.
      if (/_ANON_/.test(suite.name)) return true;
      return /ECDSA/.test(suite.name) ? certificates.includes('ecdsa') : certificates.includes('rsa');
    });
    truth.versions[version] = { suites: new Set(accepted.map((s) => s.code)), order: null,
      groups: version === '0304' ? new Set(groupNames.map((n) => codes[n])) : curves };
  }
  const args = ['--port', String(port), '--priority', priority, '--echo', '--quiet', '--disable-client-cert'];
  for (const kind of certificates) args.push('--x509certfile', material[kind].cert, '--x509keyfile', material[kind].key);
  // gnutls-serv takes an OCSP answer for its first certificate, wants it to fit, and knows nothing of timestamps.
  const given = { ...extensionsGiven(random, certificates.slice(0, 1)), timestamped: [] };
  for (const kind of given.stapled) args.push(`--ocsp-response=${material[kind].ocsp}`);
  for (const name of given.protocols) args.push(`--alpn=${name}`);
  if (given.protocols.length > 0 && given.refusing) args.push('--alpn-fatal');
  const kindOf = (code) => {
    const { name } = suites.find((suite) => suite.code === code);
    return /_ANON_/.test(name) ? undefined : /ECDSA/.test(name) ? 'ecdsa' : 'rsa';
  };
  const tickets = random.chance(0.5);
  const cache = random.chance(0.6);
  if (!tickets) args.push('--noticket');
  if (!cache) args.push('--nodb');
  // In TLS 1.3 GnuTLS has tickets only; where an older version may be the one negotiated, the cache can count.
  const tls13 = versions.includes('VERS-TLS1.3');
  if (tickets || !cache || !tls13 || versions.length === 1) truth.resumption = tickets || (cache && !tls13);
  truth.extensions = { '0017': true, '0016': true, '0023': tickets, ff01: true, '000f': false, ...extensionsShown(truth.versions, kindOf, certificates, given) };
  truth.given = given;
  truth.sessionIds = cache || undefined;
  truth.sni = 'none';
  truth.rsa = hasCertificate(truth.versions, certificates, 'rsa');
  truth.ecdsa = hasCertificate(truth.versions, certificates, 'ecdsa');
  return { kind: 'gnutls', command: 'gnutls-serv', args, truth };
}
