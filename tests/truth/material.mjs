// Keys, certificates and parameters the servers need, made once per run.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export function makeMaterial(folder) {
  const openssl = (...args) => execFileSync('openssl', args, { stdio: 'pipe' });
  const certificate = (name, host, ...key) => {
    openssl('req', '-x509', '-newkey', ...key, '-nodes', '-keyout', join(folder, `${name}.key`), '-out', join(folder, `${name}.pem`),
      '-subj', `/CN=${host}`, '-days', '30', '-addext', `subjectAltName=DNS:${host}`);
    return { cert: join(folder, `${name}.pem`), key: join(folder, `${name}.key`) };
  };
  const dh = (bits, ...how) => {
    const file = join(folder, `dh${bits}.pem`);
    openssl('genpkey', '-genparam', '-algorithm', 'DH', '-out', file, ...how.flatMap((option) => ['-pkeyopt', option]));
    return { bits, file };
  };
  // Old parameters are only taken at security level 0, which has to be set before the command line is read.
  const settings = join(folder, 'openssl.cnf');
  writeFileSync(settings, 'openssl_conf = all\n[all]\nssl_conf = tls\n[tls]\nsystem_default = old\n[old]\nCipherString = ALL:@SECLEVEL=0\nMinProtocol = TLSv1\n');
  return {
    settings,
    rsa: certificate('rsa', 'mx.example.test', 'rsa:2048'),
    ecdsa: certificate('ecdsa', 'mx.example.test', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'),
    other: certificate('other', 'other.example.test', 'rsa:2048'),
    rsa512: certificate('rsa512', 'mx.example.test', 'rsa:512'),
    dh: [dh(512, 'dh_paramgen_prime_len:512'), dh(1024, 'dh_paramgen_prime_len:1024'), dh(2048, 'group:modp_2048')],
  };
}
