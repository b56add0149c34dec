// TLS of an odd server: a look at the ClientHello, and what is said in place of a handshake or behind it.
import { Duplex } from 'node:stream';
import { createSecureContext, TLSSocket } from 'node:tls';

const ALERT = (level, description) => Buffer.from([21, 3, 3, 0, 2, level, description]);
export const fatal = (description) => ALERT(2, description);
export const warning = (description) => ALERT(1, description);

/** What stands behind the handshake as it is, where TLS 1.3 has ciphertext alone: change_cipher_spec, application data that nobody enciphered (too short for a tag, and long enough), a warning. */
const RECORDS = {
  'change-cipher-spec': Buffer.from([20, 3, 3, 0, 1, 1]),
  'clear-text': Buffer.from([23, 3, 3, 0, 4, 0x32, 0x35, 0x30, 0x20]),
  warning: warning(112),
  garbage: Buffer.concat([Buffer.from([23, 3, 3, 0, 64]), Buffer.alloc(64, 0x5a)]),
};

/** What may stand before ServerHello. */
const record = (type, ...bytes) => Buffer.from([type, 3, 3, 0, bytes.length, ...bytes]);
const LEADS = {
  ccs: record(20, 1),
  'empty-handshake': record(22),
  'application-data': record(23, 0x32, 0x35, 0x30, 0x20),
  heartbeat: record(24, 1, 0, 0, 0),
  'unknown-type': record(25, 0),
  'hello-request': record(22, 0, 0, 0, 0),
  'two-warnings': Buffer.concat(Array(2).fill(warning(112))),
  'six-warnings': Buffer.concat(Array(6).fill(warning(112))),
};

/** Extensions of a whole ClientHello in one record; nothing where that is not what it is. */
export function readHello(bytes) {
  try {
    let at = 5 + 4 + 2 + 32;
    const session = bytes.subarray(at + 1, at + 1 + bytes[at]);
    at += 1 + bytes[at];
    at += 2 + bytes.readUInt16BE(at);
    at += 1 + bytes[at];
    const end = at + 2 + bytes.readUInt16BE(at);
    const extensions = new Map();
    for (at += 2; at < end; at += 4 + bytes.readUInt16BE(at + 2)) extensions.set(bytes.readUInt16BE(at), bytes.subarray(at + 4, at + 4 + bytes.readUInt16BE(at + 2)));
    const list = (type) => {
      const values = [];
      const body = extensions.get(type) ?? Buffer.alloc(0);
      for (let i = 2; i + 1 < body.length; i += 2) values.push(body.readUInt16BE(i));
      return values;
    };
    return { size: bytes.length, session, named: extensions.has(0), groups: list(10), schemes: list(13), versions: extensions.has(43) };
  } catch {
    return undefined;
  }
}

/** What a server may mind about a hello. */
const minds = {
  anything: () => true,
  name: (hello) => hello.named,
  'post-quantum': (hello) => hello.groups.includes(0x11ec),
  'no post-quantum': (hello) => !hello.groups.includes(0x11ec),
  'no name': (hello) => !hello.named,
  large: (hello) => hello.size > 1400,
  'supported versions': (hello) => hello.versions,
  brainpool: (hello) => hello.schemes.some((scheme) => scheme >= 0x081a && scheme <= 0x081c),
};

/** A HelloRetryRequest (RFC 8446 section 4.1.4) for a group that nobody offers. */
function retryRequest(hello) {
  const session = hello?.session ?? Buffer.alloc(0);
  const body = Buffer.concat([
    Buffer.from([3, 3]), Buffer.from('cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c', 'hex'),
    Buffer.from([session.length]), session, Buffer.from([0x13, 0x01, 0]),
    Buffer.from([0, 12, 0, 43, 0, 2, 3, 4, 0, 51, 0, 2, 0x00, 0x13]), // supported_versions; key_share: secp192r1
  ]);
  const size = (bytes, length) => Buffer.from(length.toString(16).padStart(2 * bytes, '0'), 'hex');
  return Buffer.concat([Buffer.from([22, 3, 3]), size(2, body.length + 4), Buffer.from([2]), size(3, body.length), body]);
}

const leave = (socket, how, hello) => {
  if (how === 'close') socket.end();
  else if (how === 'reset') socket.resetAndDestroy();
  else if (how === 'retry') socket.write(retryRequest(hello));
  else if (how === 'garbage') socket.write('this is no TLS at all\r\n');
  else if (typeof how === 'number') socket.end(fatal(how));
  // 'silent': nothing more is said.
};

const contexts = new Map();
function contextOf(tls, kinds) {
  const key = JSON.stringify([tls.certificate, tls.min, tls.max, tls.ciphers, tls.groups, tls.schemes, tls.prime]);
  if (!contexts.has(key)) {
    const { key: private_key, cert } = tls.certificate === 'none' ? {} : kinds[tls.certificate ?? 'rsa'];
    contexts.set(key, createSecureContext({
      key: private_key, cert, minVersion: tls.min ?? 'TLSv1.2', maxVersion: tls.max ?? 'TLSv1.3', dhparam: tls.prime ? kinds.primes[tls.prime] : 'auto', ...(tls.schemes && { sigalgs: tls.schemes }),
      ciphers: `${tls.ciphers ?? 'DEFAULT'}:@SECLEVEL=0`, ...(tls.groups && { ecdhCurve: tls.groups }),
    }));
  }
  return contexts.get(key);
}

/** Between TLS and `socket`: pieces of so many bytes, with so many milliseconds between them. */
function throughWire(socket, { split, pause }) {
  const wire = new Duplex({
    read() {},
    write(bytes, _, done) {
      const next = (at) => {
        if (at >= bytes.length || socket.destroyed) return done();
        socket.write(bytes.subarray(at, at + split));
        setTimeout(() => next(at + split), pause ?? 0);
      };
      next(0);
    },
    final(done) { socket.end(() => done()); },
    destroy(error, done) { socket.destroy(); done(error); },
  });
  socket.on('data', (bytes) => wire.push(bytes));
  socket.on('end', () => wire.push(null));
  socket.on('close', () => wire.destroy());
  return wire;
}

/**
 * Takes over `socket` behind the go-ahead. tls: { certificate, min, max, ciphers, groups, request, warn, lead (one of LEADS), refuse: { what, how }, wire: { split, pause }, then } ('close' | 'fin' | 'reset', one of RECORDS, 'renegotiate': behind the handshake);
 * `within(socket)`: the conversation inside.
 */
export function beginTls(socket, tls, kinds, within) {
  const handshake = () => {
    const inner = new TLSSocket(tls.wire ? throughWire(socket, tls.wire) : socket, {
      isServer: true, secureContext: contextOf(tls, kinds), requestCert: Boolean(tls.request), rejectUnauthorized: tls.request === 'required',
    });
    inner.resetAndDestroy = () => socket.resetAndDestroy();
    inner.on('error', () => socket.destroy());
    // With TLS 1.3 this is behind the client's Finished.
    inner.on('secure', () => {
      if (tls.then === 'close') inner.end();
      else if (tls.then === 'fin') socket.end();
      else if (tls.then === 'reset') socket.resetAndDestroy();
      else if (tls.then in RECORDS) { socket.write(RECORDS[tls.then]); within(inner); }
      else if (tls.then === 'renegotiate') { inner.renegotiate({}, () => {}); within(inner); }
      else within(inner);
    });
  };
  if (!tls.refuse && tls.warn === undefined && !tls.lead) return handshake();
  let heard = Buffer.alloc(0);
  const on_data = (data) => {
    heard = Buffer.concat([heard, data]);
    if (heard.length < 5 || heard.length < 5 + heard.readUInt16BE(3)) return;
    socket.removeListener('data', on_data);
    const hello = readHello(heard);
    if (tls.refuse && (!hello || minds[tls.refuse.what](hello))) return leave(socket, tls.refuse.how, hello);
    if (tls.warn !== undefined) socket.write(warning(tls.warn));
    if (tls.lead) socket.write(LEADS[tls.lead]);
    socket.pause();
    socket.unshift(heard);
    handshake();
  };
  socket.on('data', on_data);
}
