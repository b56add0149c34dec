// ClientHellos as a page would send them, with any bytes in the places that are the page's choice.
import { randomBytes } from 'node:crypto';

const u8 = (value) => Buffer.from([value]);
const u16 = (value) => Buffer.from([value >> 8 & 255, value & 255]);
const u24 = (value) => Buffer.from([value >> 16 & 255, value >> 8 & 255, value & 255]);
const sized = (size, ...parts) => { const all = Buffer.concat(parts); return Buffer.concat([size(all.length), all]); };
const list = (...values) => sized(u16, ...values.map(u16));
const extension = (type, body) => Buffer.concat([u16(type), sized(u16, body)]);

/** Bytes that are no line of SMTP by any reading. */
const harmless = (count) => Buffer.from(randomBytes(count).map((byte) => byte | 0x80 | 0x40));

/** One handshake record, or several of at most `cut` bytes. */
export function records(message, cut = message.length) {
  const pieces = [];
  for (let at = 0; at < message.length; at += cut) pieces.push(Buffer.concat([Buffer.from([22, 3, 1]), sized(u16, message.subarray(at, at + cut))]));
  return Buffer.concat(pieces);
}

/** The message without records. `tls13: false` offers TLS 1.2 alone. */
export function helloMessage(host, { random = harmless(32), sessionId = harmless(32), ticket, share = harmless(32), identity, binder = harmless(32), cookie, tls13 = true } = {}) {
  const extensions = [
    extension(0, sized(u16, u8(0), sized(u16, Buffer.from(host)))),
    extension(11, sized(u8, u8(0))),
    extension(10, list(29, 23, 24)),
    extension(13, list(0x0403, 0x0503, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501)),
    extension(23, Buffer.alloc(0)),
    ...(ticket ? [extension(35, ticket)] : []),
    ...(cookie ? [extension(44, sized(u16, cookie))] : []),
    ...(tls13 ? [
      extension(43, sized(u8, u16(0x0304), u16(0x0303))),
      extension(45, sized(u8, u8(1))),
      extension(51, sized(u16, u16(29), sized(u16, share))),
    ] : []),
    ...(identity ? [extension(41, Buffer.concat([sized(u16, sized(u16, identity), Buffer.alloc(4)), sized(u16, sized(u8, binder))]))] : []),
  ];
  const suites = [...(tls13 ? [0x1301, 0x1302] : []), 0xc02b, 0xc02c, 0xc02f, 0xc030, 0x00ff];
  const body = Buffer.concat([u16(0x0303), random, sized(u8, sessionId), list(...suites), sized(u8, u8(0)), sized(u16, ...extensions)]);
  return Buffer.concat([u8(1), sized(u24, body)]);
}

export const clientHello = (host, options = {}) => records(helloMessage(host, options), options.cut);

/** SSL 2.0's (RFC 6101 appendix E.1). */
export function ssl2Hello(challenge) {
  const kinds = Buffer.from('010080020080060040', 'hex');
  const body = Buffer.concat([Buffer.from([1, 0, 2]), u16(kinds.length), u16(0), u16(challenge.length), kinds, challenge]);
  return Buffer.concat([u16(0x8000 | body.length), body]);
}

/** A server's HelloRetryRequest that asks for secp256r1 (RFC 8446 section 4.1.4). */
export function helloRetryRequest(sessionId) {
  const magic = Buffer.from('cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c', 'hex');
  const body = Buffer.concat([u16(0x0303), magic, sized(u8, sessionId), u16(0x1301), u8(0),
    sized(u16, extension(43, u16(0x0304)), extension(51, u16(23)))]);
  const message = Buffer.concat([u8(2), sized(u24, body)]);
  return Buffer.concat([Buffer.from([22, 3, 3]), sized(u16, message)]);
}
