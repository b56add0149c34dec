// The lab's own authority and the certificates of its servers, made by the openssl program. Kept for a while: keys take time.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { run } from './run_command.mjs';

const KEPT_MS = 10 * 24 * 3600 * 1000;
const DAYS = 60;
/** Kinds that are of another time: when they are issued, seen from now, and for how many days. They stay what they are for as long as they are kept. */
const OTHER_TIMES = { expired: ['2024-01-01 00:00:00', DAYS], future: ['20 days', DAYS], due: ['72 days ago', 100], soon: ['87 days ago', 100], long: ['1 day ago', 400] };

/** Issuers beside the usual one, whose key is RSA: their keys, and how they sign. */
const RSA = ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'];
const curve = (name) => ['-algorithm', 'EC', '-pkeyopt', `ec_paramgen_curve:${name}`];
const ISSUERS = {
  p384: { key: curve('P-384'), sign: ['-sha384'] }, // as many public authorities
  p521: { key: curve('P-521'), sign: ['-sha512'] },
  ed25519: { key: ['-algorithm', 'ED25519'], sign: [] },
  ed448: { key: ['-algorithm', 'ED448'], sign: [] },
  pss: { key: RSA, sign: ['-sha256', '-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_pss_saltlen:digest'] },
};
/** Kinds of certificates that one of these issues. */
const ISSUED_BY = { ecdsa: 'p384', revoked: 'p384', 'by-p521': 'p521', 'by-ed25519': 'ed25519', 'by-ed448': 'ed448', 'by-pss': 'pss' };

/** A timestamp of a log of Certificate Transparency (RFC 6962 section 3.2), in hex; its signature is none. */
const timestamp = (log, unix_ms) => `00${log.repeat(32)}${unix_ms.toString(16).padStart(16, '0')}0000` + `0403${'0008'}${'30'.repeat(8)}`;
const counted = (hex) => (hex.length / 2).toString(16).padStart(4, '0') + hex;
const TIMESTAMPS = counted([timestamp('a1', Date.UTC(2026, 9, 1)), timestamp('b2', Date.UTC(2026, 9, 2))].map(counted).join(''));
/** What certificates of public authorities have, and a demand for stapling, which the lab's servers do not meet. */
const EXTENSIVE = `1.3.6.1.4.1.11129.2.4.2=DER:0481${(TIMESTAMPS.length / 2).toString(16)}${TIMESTAMPS}
tlsfeature=status_request
certificatePolicies=2.23.140.1.2.1
authorityInfoAccess=OCSP;URI:http://ocsp.lab.test/,caIssuers;URI:http://ca.lab.test/intermediate.der
crlDistributionPoints=URI:http://ca.lab.test/revoked.crl
`;

/**
 * An OCSP answer of the issuer, good for as long as the certificates are kept. `kind` tells which of them promise that one comes along, and which of
 * them are revoked.
 */
function ocspAnswer(folder, openssl, id, kind, issuer) {
  const serial = openssl('x509', '-in', `${id}.pem`, '-noout', '-serial').toString().trim().replace('serial=', '');
  const state = kind === 'revoked' ? 'R\t20991231235959Z\t261001120000Z,keyCompromise' : 'V\t20991231235959Z\t';
  writeFileSync(join(folder, `${id}.index`), `${state}\t${serial}\tunknown\t/CN=${id}\n`);
  openssl('ocsp', '-index', `${id}.index`, '-CA', `${issuer}.pem`, '-rsigner', `${issuer}.pem`, '-rkey', `${issuer}.key`, '-issuer', `${issuer}.pem`, '-cert', `${id}.pem`,
    '-ndays', `${DAYS}`, '-noverify', '-respout', `${id}.ocsp`);
}

/** Makes what is missing in `folder`; `wanted` is a list of { id, host, kind }. Returns id → { key, chain } and the root's file. */
export function certificates(folder, wanted) {
  const stamp = join(folder, 'made');
  // Made anew as well when they are to be made otherwise.
  const list = createHash('sha256').update(JSON.stringify(wanted)).update(readFileSync(fileURLToPath(import.meta.url))).digest('hex');
  const fresh = existsSync(stamp) && Date.now() - statSync(stamp).mtimeMs < KEPT_MS && readFileSync(stamp, 'utf8') === list;
  if (!fresh) make(folder, wanted, stamp, list);
  const out = {};
  for (const { id } of wanted) out[id] = { key: join(folder, `${id}.key`), chain: join(folder, `${id}.chain`), both: join(folder, `${id}.both`), ocsp: join(folder, `${id}.ocsp`) };
  return { root: join(folder, 'root.pem'), servers: out };
}

function make(folder, wanted, stamp, list) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const openssl = (...args) => run('openssl', args, { cwd: folder });
  const key = (name, how) => openssl('genpkey', ...how, '-out', `${name}.key`);
  const ca = (name, subject, issuer, how = RSA) => {
    key(name, how);
    writeFileSync(join(folder, `${name}.ext`), 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n');
    openssl('req', '-new', '-key', `${name}.key`, '-subj', subject, '-out', `${name}.csr`);
    const signer = issuer ? ['-CA', `${issuer}.pem`, '-CAkey', `${issuer}.key`, '-CAcreateserial'] : ['-signkey', `${name}.key`];
    // Years back, so that a certificate of the past has an issuer that was valid then.
    run('faketime', ['2020-01-01 00:00:00', 'openssl', 'x509', '-req', '-in', `${name}.csr`, ...signer, '-days', '7300', '-sha256', '-extfile', `${name}.ext`, '-out', `${name}.pem`], { cwd: folder });
  };
  ca('root', '/CN=Mailglass lab root R2');
  ca('middle', '/CN=Mailglass lab intermediate', 'root');
  for (const [name, { key: how }] of Object.entries(ISSUERS)) ca(name, `/CN=Mailglass lab intermediate ${name}`, 'root', how);
  // Keys are shared: the servers differ in their certificates.
  key('shared-rsa', RSA);
  key('shared-ec', curve('P-256'));
  if (wanted.some(({ kind }) => kind === 'weak')) key('shared-weak', ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:1024']);
  const middle = readFileSync(join(folder, 'middle.pem'), 'utf8');
  const root = readFileSync(join(folder, 'root.pem'), 'utf8');
  const chains = { selfsigned: '', nochain: '', disorder: root + middle + middle };
  /** Writes ID.key and ID.chain; returns both as one text. */
  const certificate = (id, host, kind) => {
    const shared = { ecdsa: 'shared-ec', weak: 'shared-weak' }[kind] ?? 'shared-rsa';
    const private_key = readFileSync(join(folder, `${shared}.key`), 'utf8');
    const name = kind === 'wrongname' ? 'some.other.test' : host;
    writeFileSync(join(folder, `${id}.key`), private_key, { mode: 0o600 });
    writeFileSync(join(folder, `${id}.ext`), `subjectAltName=DNS:${name}\nbasicConstraints=critical,CA:FALSE\nextendedKeyUsage=serverAuth\n${{ disorder: EXTENSIVE, stapled: 'tlsfeature=status_request\n' }[kind] ?? ''}`);
    openssl('req', '-new', '-key', `${shared}.key`, '-subj', `/CN=${name}`, '-out', `${id}.csr`);
    const issuer = ISSUED_BY[kind] ?? 'middle';
    const signer = kind === 'selfsigned' ? ['-signkey', `${shared}.key`] : ['-CA', `${issuer}.pem`, '-CAkey', `${issuer}.key`, '-CAcreateserial'];
    const [when, days] = OTHER_TIMES[kind] ?? [null, DAYS];
    const args = ['openssl', 'x509', '-req', '-in', `${id}.csr`, ...signer, '-days', `${days}`, ...(ISSUERS[issuer]?.sign ?? ['-sha256']), '-extfile', `${id}.ext`, '-out', `${id}.pem`];
    if (when) {
      run('faketime', [when, ...args], { cwd: folder });
    } else {
      run(args[0], args.slice(1), { cwd: folder });
    }
    if (kind === 'stapled' || kind === 'revoked') ocspAnswer(folder, openssl, id, kind, issuer);
    const chain = readFileSync(join(folder, `${id}.pem`), 'utf8') + (chains[kind] ?? readFileSync(join(folder, `${issuer}.pem`), 'utf8'));
    writeFileSync(join(folder, `${id}.chain`), chain);
    return private_key + chain;
  };
  for (const { id, host, kind } of wanted) {
    const kinds = kind === 'both' ? [certificate(`${id}-ec`, host, 'ecdsa'), certificate(id, host, 'rsa')] : [certificate(id, host, kind)];
    writeFileSync(join(folder, `${id}.both`), kinds.join(''), { mode: 0o600 });
  }
  writeFileSync(stamp, list);
}
