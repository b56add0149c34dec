// Flights of TLS up to 1.2, taken apart and put together again: what somebody in between can change.

export const TYPE = { clientHello: 1, serverHello: 2, certificate: 11, serverKeyExchange: 12, certificateRequest: 13, serverHelloDone: 14, certificateStatus: 22 };
const HANDSHAKE = 22;

const u16 = (n) => Buffer.from([n >> 8, n & 255]);
const u24 = (n) => Buffer.from([n >> 16, (n >> 8) & 255, n & 255]);
const prefixed = (size, body) => Buffer.concat([size === 3 ? u24(body.length) : size === 2 ? u16(body.length) : Buffer.from([body.length]), body]);

/** Whether these bytes hold a whole first flight: to its ServerHelloDone, or to something that is not in clear. */
export function isWhole(bytes) {
  const { messages, rest, open } = takeApart(bytes);
  const behind = rest.length > 0 && rest[0] !== HANDSHAKE;
  return behind || (!open && messages.some(({ type }) => type === TYPE.serverHelloDone));
}

/** The handshake messages in clear at the beginning, and whatever comes behind them. `open`: the last message is not whole. */
export function takeApart(bytes) {
  const clear = [];
  let at = 0;
  while (bytes.length >= at + 5 && bytes[at] === HANDSHAKE && bytes.length >= at + 5 + bytes.readUInt16BE(at + 3)) {
    const size = bytes.readUInt16BE(at + 3);
    clear.push(bytes.subarray(at + 5, at + 5 + size));
    at += 5 + size;
  }
  const all = Buffer.concat(clear);
  const messages = [];
  let from = 0;
  while (all.length >= from + 4 && all.length >= from + 4 + all.readUIntBE(from + 1, 3)) {
    const size = all.readUIntBE(from + 1, 3);
    messages.push({ type: all[from], body: Buffer.from(all.subarray(from + 4, from + 4 + size)) });
    from += 4 + size;
  }
  return { version: bytes.length > 2 ? bytes.readUInt16BE(1) : 0x0303, messages, rest: bytes.subarray(at), open: from < all.length };
}

export function putTogether({ version, messages, rest }) {
  const records = messages.map(({ type, body }) => Buffer.concat([Buffer.from([HANDSHAKE]), u16(version), prefixed(2, Buffer.concat([Buffer.from([type]), prefixed(3, body)]))]));
  return Buffer.concat([...records, rest]);
}

export const certificateBody = (chain) => prefixed(3, Buffer.concat(chain.map((der) => prefixed(3, der))));
export function chainIn(body) {
  const chain = [];
  for (let at = 3; at + 3 <= body.length; at += 3 + body.readUIntBE(at, 3)) chain.push(body.subarray(at + 3, at + 3 + body.readUIntBE(at, 3)));
  return chain;
}
export const statusBody = (ocsp) => Buffer.concat([Buffer.from([1]), prefixed(3, ocsp)]);

/** A ServerHello with one more extension, an empty one. */
export function withExtension(hello, type) {
  const at = 35 + hello[34] + 3;
  const extensions = hello.length > at ? hello.subarray(at + 2) : Buffer.alloc(0);
  return Buffer.concat([hello.subarray(0, at), prefixed(2, Buffer.concat([extensions, u16(type), u16(0)]))]);
}

/** What a ClientHello (in records) offers. */
export function readHello(records) {
  const { body } = takeApart(records).messages[0];
  let at = 35 + body[34];
  const list = (size) => {
    const length = body.readUIntBE(at, size);
    const part = body.subarray(at + size, at + size + length);
    at += size + length;
    return part;
  };
  const before = body.subarray(0, at);
  const suites = list(2);
  const compression = list(1);
  const all = at < body.length ? list(2) : Buffer.alloc(0);
  const extensions = [];
  for (let i = 0; i + 4 <= all.length; i += 4 + all.readUInt16BE(i + 2)) extensions.push({ type: all.readUInt16BE(i), data: all.subarray(i + 4, i + 4 + all.readUInt16BE(i + 2)) });
  const numbers = [];
  for (let i = 0; i < suites.length; i += 2) numbers.push(suites.readUInt16BE(i));
  return { before, suites: numbers, compression, extensions };
}

/** The same random and session id, another offer. */
export function writeHello({ before, suites, compression, extensions }) {
  const all = Buffer.concat(extensions.map(({ type, data }) => Buffer.concat([u16(type), prefixed(2, data)])));
  const body = Buffer.concat([before, prefixed(2, Buffer.concat(suites.map(u16))), prefixed(1, compression), prefixed(2, all)]);
  return putTogether({ version: 0x0301, messages: [{ type: TYPE.clientHello, body }], rest: Buffer.alloc(0) });
}
export const schemes = (numbers) => prefixed(2, Buffer.concat(numbers.map(u16)));
