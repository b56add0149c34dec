// Records of TLS 1.3 under a traffic secret (RFC 8446 sections 5.2 and 7.3), as whoever was handed one can write them.
import { createCipheriv, createHmac } from 'node:crypto';

export const CONTENT = { alert: 21, applicationData: 23 };
const SUITES = {
  0x1301: { cipher: 'aes-128-gcm', hash: 'sha256', key: 16 },
  0x1302: { cipher: 'aes-256-gcm', hash: 'sha384', key: 32 },
  0x1303: { cipher: 'chacha20-poly1305', hash: 'sha256', key: 32 },
};
const IV = 12;
const TAG = 16;

const u16 = (n) => Buffer.from([n >> 8, n & 255]);

/** HKDF-Expand-Label (section 7.1), of what fits one block. */
function expand(hash, secret, label, size) {
  const name = Buffer.from(`tls13 ${label}`);
  return createHmac(hash, secret).update(Buffer.concat([u16(size), Buffer.from([name.length]), name, Buffer.from([0, 1])])).digest().subarray(0, size);
}

/** The suite of the ServerHello with which these bytes begin. */
export function suiteIn(bytes) {
  const at = 5 + 4 + 2 + 32;
  return bytes.readUInt16BE(at + 1 + bytes[at]);
}

export function sealed(suite, secret, sequence, text, type = CONTENT.applicationData) {
  const { cipher, hash, key } = SUITES[suite];
  const nonce = expand(hash, secret, 'iv', IV);
  nonce.writeUInt32BE((nonce.readUInt32BE(IV - 4) ^ sequence) >>> 0, IV - 4);
  const inner = Buffer.concat([Buffer.from(text), Buffer.from([type])]);
  const header = Buffer.concat([Buffer.from([CONTENT.applicationData, 3, 3]), u16(inner.length + TAG)]);
  const sealing = createCipheriv(cipher, expand(hash, secret, 'key', key), nonce, { authTagLength: TAG });
  sealing.setAAD(header, { plaintextLength: inner.length });
  return Buffer.concat([header, sealing.update(inner), sealing.final(), sealing.getAuthTag()]);
}
