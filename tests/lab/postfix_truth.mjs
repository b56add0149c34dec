// What a Postfix of the lab accepts, from its settings and its OpenSSL alone, without a connection to it.
import { run } from './run_command.mjs';

/** Postfix's and OpenSSL's names for what a report calls by its name or number. */
const VERSIONS = { 'TLSv1': ['TLS 1.0', '-tls1'], 'TLSv1.1': ['TLS 1.1', '-tls1_1'], 'TLSv1.2': ['TLS 1.2', '-tls1_2'], 'TLSv1.3': ['TLS 1.3', '-tls1_3'] };
const GROUPS = { X25519: '001d', X448: '001e', prime256v1: '0017', secp384r1: '0018', secp521r1: '0019', ffdhe2048: '0100', ffdhe3072: '0101', X25519MLKEM768: '11ec', SecP256r1MLKEM768: '11eb', SecP384r1MLKEM1024: '11ed' };

/** What OpenSSL takes for a cipher list in one version: [{ id, name, authentication, exchange, encryption }]. */
function suitesOf(list, flag) {
  // Postfix lowers the security level of an opportunistic server to 0 (tls_server_init).
  const lines = run('openssl', ['ciphers', '-V', '-s', flag, `${list}:@SECLEVEL=0`], { env: { ...process.env, OPENSSL_CONF: '/dev/null' } }).trim().split('\n');
  return lines.map((line) => {
    const [, high, low, name, exchange, authentication, encryption] = line.match(/0x(..),0x(..) - (\S+).*?Kx=(\S+)\s+Au=(\S+)\s+Enc=(\S+)/);
    return { id: (high + low).toLowerCase(), name, exchange, authentication, encryption };
  });
}

const isCbc = (suite) => !/GCM|CCM|CHACHA|POLY1305|RC4|NULL/i.test(`${suite.encryption} ${suite.name}`);

/**
 * For a listener with an RSA certificate and these smtpd parameters (the others at their defaults): what → 'yes', 'no' or another word of
 * established.mjs, undefined where the settings do not say.
 */
export function postfixTruth(parameters = {}) {
  const setting = (name) => parameters[name] ?? run('postconf', ['-d', '-h', name]).trim();
  const protocols = setting('smtpd_tls_protocols');
  const names = Object.keys(VERSIONS);
  const from = protocols.startsWith('>=') ? names.indexOf(protocols.slice(2)) : names.indexOf(protocols);
  if (from < 0) throw new Error(`smtpd_tls_protocols = ${protocols} is not understood here`);
  const spoken = names.slice(from, protocols.startsWith('>=') ? undefined : from + 1);
  const list = setting(`tls_${setting('smtpd_tls_ciphers')}_cipherlist`);
  const suites = new Map(spoken.map((name) => {
    const [version, flag] = VERSIONS[name];
    return [version, suitesOf(list, flag).filter((suite) => name === 'TLSv1.3' ? suite.exchange === 'any' : ['RSA', 'None'].includes(suite.authentication))];
  }));
  // Postfix from 3.8 on adds finite-field groups; before, postconf knows no such parameter and says nothing.
  const groups = new Set([...setting('tls_eecdh_auto_curves').split(/\s+/), ...setting('tls_ffdhe_auto_groups').split(/\s+/)].filter(Boolean).map((name) => GROUPS[name] ?? name));

  const old = [...suites].filter(([version]) => version !== 'TLS 1.3').flatMap(([, all]) => all);
  const has = (test) => (old.some(test) ? 'present' : 'absent');
  const several = spoken.length > 1;
  const words = {
    'property ssl2': 'no', 'property extended-master-secret': 'yes', 'property encrypt-then-mac': 'yes', 'property secure-renegotiation': 'yes',
    'property ocsp-staple': 'no', 'property sct': 'no', 'property alpn': 'no', 'property heartbeat': 'no', 'property compression': 'no',
    'property client-certificate': 'no', 'property rsa-certificate': 'yes', 'property ecdsa-certificate': 'no', 'property unknown-values': 'yes',
    // Postfix gives tickets by default, and all its processes have the same keys for them.
    'property session-ticket': 'yes', 'property session-resumption': 'yes',
    'property sha1-signatures': 'yes', 'property fallback-scsv': several ? 'yes' : undefined, 'property downgrade-sentinel-tls12': several ? 'yes' : undefined,
    'server name': 'none', 'size 300': 'yes', 'size 600': 'yes', 'size 1200': 'yes', 'size 1600': 'yes',
    'weakness tls.ssl2': 'absent', 'weakness tls.drown': 'absent', 'weakness tls.poodle': 'absent', 'weakness tls.compression': 'absent',
    'weakness tls.renegotiation': 'absent', 'weakness tls.extended-master-secret': 'absent', 'weakness tls.curves.small': 'absent',
    'weakness tls.old-versions': spoken.some((name) => ['TLSv1', 'TLSv1.1'].includes(name)) ? 'present' : 'absent',
    'weakness tls.signatures.sha1': suites.has('TLS 1.2') ? 'present' : 'absent',
    'weakness tls.fallback': 'absent',
    'weakness tls.suites.export': has((s) => /^EXP/.test(s.name)), 'weakness tls.freak': has((s) => /^EXP/.test(s.name)), 'weakness tls.logjam.export': has((s) => /^EXP/.test(s.name)),
    'weakness tls.suites.null': has((s) => s.encryption === 'None'),
    'weakness tls.suites.anonymous': has((s) => s.authentication === 'None'),
    'weakness tls.suites.rc4': has((s) => /^RC4/.test(s.encryption)),
    'weakness tls.suites.des': has((s) => /^(DES|RC2)\(/.test(s.encryption)),
    'weakness tls.suites.sweet32': has((s) => /^(3DES|DES|RC2|IDEA)\(/.test(s.encryption)),
    'weakness tls.suites.static-rsa': has((s) => s.exchange === 'RSA'),
    'weakness tls.cbc': has(isCbc),
    'weakness tls.cbc.tls10': suites.get('TLS 1.0')?.some(isCbc) ? 'present' : 'absent',
  };
  const truth = (what) => {
    const [, version, kind, id] = what.match(/^((?:TLS|SSL) \d\.\d)(?: (suite|group|preference)(?: (\w+))?)?$/) ?? [];
    if (!version) return words[what];
    const known = suites.get(version);
    if (!kind) return known ? 'yes' : 'no';
    if (kind === 'preference') return known && setting('tls_preempt_cipherlist') === 'no' ? 'client' : undefined;
    // With both lists empty Postfix leaves the choice to OpenSSL.
    if (kind === 'group') return known && groups.size === 0 ? undefined : known && groups.has(id) ? 'yes' : 'no';
    return known?.some((suite) => suite.id === id) ? 'yes' : 'no';
  };
  return truth;
}
