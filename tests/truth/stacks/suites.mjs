// Cipher suites by their IANA names: numbers as openssl(1) and gnutls-cli tell them, the rest as the names say it.
import { execFileSync } from 'node:child_process';

/** What neither program has any more, or never had (IANA's registry of TLS parameters). */
const others = {
  TLS_RSA_EXPORT_WITH_RC4_40_MD5: '0003', TLS_RSA_WITH_RC4_128_MD5: '0004', TLS_RSA_WITH_RC4_128_SHA: '0005', TLS_RSA_EXPORT_WITH_DES40_CBC_SHA: '0008',
  TLS_RSA_WITH_DES_CBC_SHA: '0009', TLS_RSA_WITH_3DES_EDE_CBC_SHA: '000a', TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA: '0014', TLS_DHE_RSA_WITH_DES_CBC_SHA: '0015',
  TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA: '0016', TLS_DH_ANON_EXPORT_WITH_RC4_40_MD5: '0017', TLS_DH_ANON_WITH_RC4_128_MD5: '0018',
  TLS_DH_ANON_EXPORT_WITH_DES40_CBC_SHA: '0019', TLS_DH_ANON_WITH_DES_CBC_SHA: '001a', TLS_DH_ANON_WITH_3DES_EDE_CBC_SHA: '001b',
  TLS_ECDHE_ECDSA_WITH_RC4_128_SHA: 'c007', TLS_ECDHE_RSA_WITH_RC4_128_SHA: 'c011', TLS_ECDH_ANON_WITH_RC4_128_SHA: 'c016', TLS_RSA_WITH_SEED_CBC_SHA: '0096', TLS_ECDHE_ECDSA_WITH_3DES_EDE_CBC_SHA: 'c008',
  TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA: 'c012', TLS_ECDH_ANON_WITH_3DES_EDE_CBC_SHA: 'c017', TLS_ECDHE_ECDSA_WITH_NULL_SHA: 'c006', TLS_ECDHE_RSA_WITH_NULL_SHA: 'c010',
  TLS_DHE_RSA_WITH_SEED_CBC_SHA: '009a', TLS_DH_ANON_WITH_SEED_CBC_SHA: '009b', TLS_RSA_WITH_NULL_MD5: '0001', TLS_RSA_WITH_NULL_SHA: '0002',
  TLS_RSA_EXPORT_WITH_RC2_CBC_40_MD5: '0006', TLS_RSA_WITH_IDEA_CBC_SHA: '0007', TLS_ECDH_ANON_WITH_NULL_SHA: 'c015', TLS_ECDH_ECDSA_WITH_NULL_SHA: 'c001', TLS_ECDH_ECDSA_WITH_RC4_128_SHA: 'c002', TLS_ECDH_ECDSA_WITH_3DES_EDE_CBC_SHA: 'c003',
  TLS_ECDH_ECDSA_WITH_AES_128_CBC_SHA: 'c004', TLS_ECDH_ECDSA_WITH_AES_256_CBC_SHA: 'c005', TLS_ECDH_RSA_WITH_NULL_SHA: 'c00b', TLS_ECDH_RSA_WITH_RC4_128_SHA: 'c00c',
  TLS_ECDH_RSA_WITH_3DES_EDE_CBC_SHA: 'c00d', TLS_ECDH_RSA_WITH_AES_128_CBC_SHA: 'c00e', TLS_ECDH_RSA_WITH_AES_256_CBC_SHA: 'c00f',
  TLS_ECDH_ECDSA_WITH_AES_128_CBC_SHA256: 'c025', TLS_ECDH_ECDSA_WITH_AES_256_CBC_SHA384: 'c026', TLS_ECDH_RSA_WITH_AES_128_CBC_SHA256: 'c029',
  TLS_ECDH_RSA_WITH_AES_256_CBC_SHA384: 'c02a', TLS_ECDH_ECDSA_WITH_AES_128_GCM_SHA256: 'c02d', TLS_ECDH_ECDSA_WITH_AES_256_GCM_SHA384: 'c02e',
  TLS_ECDH_RSA_WITH_AES_128_GCM_SHA256: 'c031', TLS_ECDH_RSA_WITH_AES_256_GCM_SHA384: 'c032',
};

const bare = (name) => name.toUpperCase().replaceAll('-', '_').replace(/^(SSL_|TLS_|)/, 'TLS_');

/** Numbers by name. */
function numbers() {
  const known = new Map(Object.entries(others));
  const listed = execFileSync('openssl', ['ciphers', '-V', '-stdname', 'ALL:eNULL:@SECLEVEL=0'], { encoding: 'utf8' });
  for (const [, high, low, name] of listed.matchAll(/^\s*0x(..),0x(..) - (\S+)/gm)) known.set(bare(name), (high + low).toLowerCase());
  const gnutls = execFileSync('gnutls-cli', ['--list'], { encoding: 'utf8' });
  for (const [, name, high, low] of gnutls.matchAll(/^(TLS_\S+)\s+0x(..), 0x(..)/gm)) {
    // GnuTLS leaves out WITH, and writes a suite of TLS 1.3 with it all the same.
    const exchange = name.match(/^TLS_((?:EC)?DHE?_(?:RSA|ECDSA|ANON)|RSA)_(?!WITH|PSK)(.*)$/);
    if (exchange && !/PSK/.test(name)) known.set(`TLS_${exchange[1]}_WITH_${exchange[2]}`, (high + low).toLowerCase());
  }
  return known;
}
let known;
let names;

/** The name of a number; undefined where nobody here knows it. */
export function nameOf(code) {
  known ??= numbers();
  names ??= new Map([...known].map(([name, number]) => [number, name]));
  return names.get(code);
}

/** Fixed ECDH needs an ECDSA key in a certificate signed with what the name says. */
const certificateKind = { RSA: 'rsa', ECDSA: 'ecdsa' };

/**
 * { code, name, exchange: 'RSA'|'DHE'|'ECDHE'|'ECDH', kind: of certificate, 'rsa'|'ecdsa' or undefined, signer: of its certificate, least: version } of a
 * name in IANA's spelling; undefined for suites with what no server here has (keys agreed on before, DSS, fixed DH).
 */
export function suiteOf(name, number) {
  const plain = bare(name);
  known ??= numbers();
  const code = number ?? known.get(plain);
  if (!plain.includes('_WITH_')) return /^TLS_(AES|CHACHA20)_/.test(plain) ? { code, name: plain, least: '0304' } : undefined;
  const [, exchange, signature] = plain.match(/^TLS_(RSA|DHE|ECDHE|DH|ECDH)(?:_(RSA|ECDSA|ANON))?(?:_EXPORT)?_WITH_/) ?? [];
  if (!exchange || !code || (exchange === 'DH' && signature !== 'ANON')) return undefined;
  const anonymous = signature === 'ANON';
  const fixed = exchange === 'ECDH' && !anonymous;
  return {
    code,
    name: plain,
    exchange: anonymous ? exchange.replace(/DH$/, 'DHE') : exchange,
    kind: exchange === 'RSA' ? 'rsa' : fixed ? 'ecdsa' : certificateKind[signature],
    signer: fixed ? certificateKind[signature] : undefined,
    least: /GCM|CCM|POLY1305|SHA256$|SHA384$/.test(plain) ? '0303' : '0300',
  };
}
