// Keys, certificates, OCSP answers, certificate timestamps and parameters the servers need, made once per run.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const uint = (size, value) => {
  const bytes = Buffer.alloc(size);
  bytes.writeUIntBE(value, 0, size);
  return bytes;
};
const prefixed = (bytes) => Buffer.concat([uint(2, bytes.length), bytes]);

/** A certificate timestamp (RFC 6962 section 3.2) that no log has signed. */
function certificateTimestamp() {
  const [version1, log, noExtensions, ecdsaWithSha256] = [uint(1, 0), randomBytes(32), uint(2, 0), uint(2, 0x0403)];
  const time = Buffer.concat([uint(2, 0), uint(6, Date.now())]);
  return Buffer.concat([version1, log, time, noExtensions, ecdsaWithSha256, prefixed(randomBytes(72))]);
}

/** Section 3.3: as they go into a hello. */
const timestampList = (timestamp) => prefixed(prefixed(timestamp));

export function makeMaterial(folder) {
  const openssl = (...args) => execFileSync('openssl', args, { stdio: 'pipe' });
  const certificate = (name, host, ...key) => {
    openssl('req', '-x509', '-newkey', ...key, '-nodes', '-keyout', join(folder, `${name}.key`), '-out', join(folder, `${name}.pem`),
      '-subj', `/O=${name}/CN=${host}`, '-days', '30', '-addext', `subjectAltName=DNS:${host}`);
    return { cert: join(folder, `${name}.pem`), key: join(folder, `${name}.key`) };
  };
  /** The certificate with an OCSP answer for it (DER): good, and signed by its issuer (RFC 6960 section 2.2), which is itself. */
  const withOcsp = ({ cert, key }) => {
    const [index, answer] = [cert.replace(/pem$/, 'index'), cert.replace(/pem$/, 'ocsp')];
    const serial = openssl('x509', '-in', cert, '-noout', '-serial').toString().trim().replace('serial=', '');
    writeFileSync(index, `V\t20991231235959Z\t\t${serial}\tunknown\t/O=${basename(cert, '.pem')}/CN=mx.example.test\n`);
    openssl('ocsp', '-index', index, '-CA', cert, '-rsigner', cert, '-rkey', key, '-issuer', cert, '-cert', cert, '-ndays', '7', '-noverify', '-respout', answer);
    return { cert, key, ocsp: answer };
  };
  const dh = (bits, ...how) => {
    const file = join(folder, `dh${bits}.pem`);
    openssl('genpkey', '-genparam', '-algorithm', 'DH', '-out', file, ...how.flatMap((option) => ['-pkeyopt', option]));
    return { bits, file };
  };
  // Old parameters are only taken at security level 0, which has to be set before the command line is read.
  const settings = join(folder, 'openssl.cnf');
  writeFileSync(settings, 'openssl_conf = all\n[all]\nssl_conf = tls\n[tls]\nsystem_default = old\n[old]\nCipherString = ALL:@SECLEVEL=0\nMinProtocol = TLSv1\n');
  // SSL_CTX_use_serverinfo_file(3): the extension as it goes into TLS 1.2's ServerHello and TLS 1.3's Certificate, where a ClientHello asks for it.
  const timestamps = join(folder, 'timestamps.pem');
  const oneTimestamp = certificateTimestamp();
  const timestamp = join(folder, 'timestamp.bin');
  writeFileSync(timestamp, oneTimestamp);
  const [clientHello, serverHello12, certificate13, notResumed] = [0x80, 0x100, 0x1000, 0x40];
  const extension = Buffer.concat([uint(4, clientHello | serverHello12 | certificate13 | notResumed), uint(2, 18), prefixed(timestampList(oneTimestamp))]);
  writeFileSync(timestamps, `-----BEGIN SERVERINFOV2 FOR SCT-----\n${extension.toString('base64').match(/.{1,64}/g).join('\n')}\n-----END SERVERINFOV2 FOR SCT-----\n`);
  return {
    settings,
    timestamps,
    timestamp,
    rsa: withOcsp(certificate('rsa', 'mx.example.test', 'rsa:2048')),
    ecdsa: withOcsp(certificate('ecdsa', 'mx.example.test', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256')),
    other: certificate('other', 'other.example.test', 'rsa:2048'),
    rsa512: withOcsp(certificate('rsa512', 'mx.example.test', 'rsa:512')),
    ed25519: certificate('ed25519', 'mx.example.test', 'ed25519'),
    ed448: certificate('ed448', 'mx.example.test', 'ed448'),
    pss: certificate('pss', 'mx.example.test', 'rsa-pss', '-pkeyopt', 'rsa_keygen_bits:2048'),
    dh: [dh(512, 'dh_paramgen_prime_len:512'), dh(1024, 'dh_paramgen_prime_len:1024'), dh(2048, 'group:modp_2048')],
  };
}
