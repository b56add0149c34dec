// The lab's own authority and the certificates of its servers, made by the openssl program. Kept for a while: keys take time.
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { run } from './run_command.mjs';

const KEPT_MS = 10 * 24 * 3600 * 1000;
const DAYS = 60;

/** Makes what is missing in `folder`; `wanted` is a list of { id, host, kind }. Returns id → { key, chain } and the root's file. */
export function certificates(folder, wanted) {
  const stamp = join(folder, 'made');
  const list = JSON.stringify(wanted);
  const fresh = existsSync(stamp) && Date.now() - statSync(stamp).mtimeMs < KEPT_MS && readFileSync(stamp, 'utf8') === list;
  if (!fresh) make(folder, wanted, stamp, list);
  const out = {};
  for (const { id } of wanted) out[id] = { key: join(folder, `${id}.key`), chain: join(folder, `${id}.chain`), both: join(folder, `${id}.both`) };
  return { root: join(folder, 'root.pem'), servers: out };
}

function make(folder, wanted, stamp, list) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const openssl = (...args) => run('openssl', args, { cwd: folder });
  const key = (name, ec) => ec
    ? openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', `${name}.key`)
    : openssl('genpkey', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048', '-out', `${name}.key`);
  const ca = (name, subject, issuer) => {
    key(name);
    writeFileSync(join(folder, `${name}.ext`), 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n');
    openssl('req', '-new', '-key', `${name}.key`, '-subj', subject, '-out', `${name}.csr`);
    const signer = issuer ? ['-CA', `${issuer}.pem`, '-CAkey', `${issuer}.key`, '-CAcreateserial'] : ['-signkey', `${name}.key`];
    // Years back, so that a certificate of the past has an issuer that was valid then.
    run('faketime', ['2020-01-01 00:00:00', 'openssl', 'x509', '-req', '-in', `${name}.csr`, ...signer, '-days', '7300', '-sha256', '-extfile', `${name}.ext`, '-out', `${name}.pem`], { cwd: folder });
  };
  ca('root', '/CN=Mailglass lab root');
  ca('middle', '/CN=Mailglass lab intermediate', 'root');
  // Keys are shared: the servers differ in their certificates.
  key('shared-rsa', false);
  key('shared-ec', true);
  const middle = readFileSync(join(folder, 'middle.pem'), 'utf8');
  for (const { id, host, kind } of wanted) {
    const shared = kind === 'ecdsa' ? 'shared-ec' : 'shared-rsa';
    const private_key = readFileSync(join(folder, `${shared}.key`), 'utf8');
    const name = kind === 'wrongname' ? 'some.other.test' : host;
    writeFileSync(join(folder, `${id}.key`), private_key, { mode: 0o600 });
    writeFileSync(join(folder, `${id}.ext`), `subjectAltName=DNS:${name}\nbasicConstraints=critical,CA:FALSE\nextendedKeyUsage=serverAuth\n`);
    openssl('req', '-new', '-key', `${shared}.key`, '-subj', `/CN=${name}`, '-out', `${id}.csr`);
    const signer = kind === 'selfsigned' ? ['-signkey', `${shared}.key`] : ['-CA', 'middle.pem', '-CAkey', 'middle.key', '-CAcreateserial'];
    const args = ['openssl', 'x509', '-req', '-in', `${id}.csr`, ...signer, '-days', `${DAYS}`, '-sha256', '-extfile', `${id}.ext`, '-out', `${id}.pem`];
    if (kind === 'expired') {
      run('faketime', ['2024-01-01 00:00:00', ...args], { cwd: folder });
    } else {
      run(args[0], args.slice(1), { cwd: folder });
    }
    const leaf = readFileSync(join(folder, `${id}.pem`), 'utf8');
    const chain = kind === 'selfsigned' || kind === 'nochain' ? leaf : leaf + middle;
    writeFileSync(join(folder, `${id}.chain`), chain);
    writeFileSync(join(folder, `${id}.both`), private_key + chain, { mode: 0o600 });
  }
  writeFileSync(stamp, list);
}
