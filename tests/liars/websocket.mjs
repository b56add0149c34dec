// Both sides of RFC 6455, as much as a relay and a page need: one subprotocol, whole and fragmented messages, ping and close. What is longer than the
// protocol's messages can be ends the connection.
import { createHash, randomBytes } from 'node:crypto';
import { createServer, get } from 'node:http';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const OP = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 };
const MOST_BYTES = 131072;
const MASKED = 0x80;

const masked = (bytes, mask) => Buffer.from(bytes.map((byte, i) => byte ^ mask[i & 3]));

/** Section 5.3: what a client says is masked, and what a server says is not. */
function frame(op, payload, mask) {
  const size = payload.length;
  const header = size < 126 ? Buffer.from([0x80 | op, size]) : size < 65536 ? Buffer.from([0x80 | op, 126, size >> 8, size & 255]) : Buffer.alloc(10);
  if (size >= 65536) {
    header.writeUInt8(0x80 | op, 0);
    header.writeUInt8(127, 1);
    header.writeBigUInt64BE(BigInt(size), 2);
  }
  if (!mask) return Buffer.concat([header, payload]);
  header[1] |= MASKED;
  return Buffer.concat([header, mask, masked(payload, mask)]);
}

class Connection {
  #socket;
  #rest = Buffer.alloc(0);
  #message = [];
  #op = 0;
  #isClient;

  constructor(socket, isClient, onText, onBinary, onClose) {
    this.#socket = socket;
    this.#isClient = isClient;
    socket.on('data', (bytes) => {
      this.#rest = Buffer.concat([this.#rest, bytes]);
      while (this.#take(onText, onBinary));
    });
    socket.on('close', onClose);
    socket.on('error', () => socket.destroy());
  }

  #take(onText, onBinary) {
    const bytes = this.#rest;
    if (bytes.length < 2) return false;
    let size = bytes[1] & 0x7f;
    let at = 2;
    if (size === 126) {
      if (bytes.length < 4) return false;
      size = bytes.readUInt16BE(2);
      at = 4;
    } else if (size === 127) {
      if (bytes.length < 10) return false;
      size = Number(bytes.readBigUInt64BE(2));
      at = 10;
    }
    const all = this.#message.reduce((sum, { length }) => sum + length, size);
    if (all > MOST_BYTES) {
      this.#socket.destroy();
      return false;
    }
    const mask = bytes[1] & MASKED ? bytes.subarray(at, at + 4) : Buffer.alloc(0);
    at += bytes[1] & MASKED ? 4 : 0;
    if (bytes.length < at + size) return false;
    const payload = mask.length > 0 ? masked(bytes.subarray(at, at + size), mask) : Buffer.from(bytes.subarray(at, at + size));
    this.#rest = bytes.subarray(at + size);
    const op = bytes[0] & 15;
    if (op === OP.ping) this.#say(OP.pong, payload);
    if (op === OP.close) {
      this.#say(OP.close, payload);
      this.#socket.end();
    }
    if (op > OP.binary) return true;
    if (op !== OP.continuation) this.#op = op;
    this.#message.push(payload);
    if (bytes[0] & 0x80) {
      const whole = Buffer.concat(this.#message);
      this.#message = [];
      if (this.#op === OP.text) onText(whole.toString());
      else onBinary(whole);
    }
    return true;
  }

  #say(op, bytes) { if (this.#socket.writable) this.#socket.write(frame(op, bytes, this.#isClient ? randomBytes(4) : undefined)); }
  text(text) { this.#say(OP.text, Buffer.from(text)); }
  binary(bytes) { this.#say(OP.binary, bytes); }
  close() { this.#socket.destroy(); }
}

/** Listens on a port of 127.0.0.1 that is free; `open(connection)` returns { text, binary, closed }. Resolves to the port; `stop.now` ends it. */
export function listen(subprotocol, open, stop = {}) {
  const server = createServer((_, response) => response.writeHead(404).end());
  server.on('upgrade', (request, socket) => {
    const accept = createHash('sha1').update(request.headers['sec-websocket-key'] + GUID).digest('base64');
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\nSec-WebSocket-Protocol: ${subprotocol}\r\n\r\n`);
    let handler;
    const connection = new Connection(socket, false, (text) => handler.text(text), (bytes) => handler.binary(bytes), () => handler.closed());
    handler = open(connection);
  });
  stop.now = () => {
    server.close();
    server.closeAllConnections();
  };
  return new Promise((done) => server.listen(0, '127.0.0.1', () => done(server.address().port)));
}

/** Connects to `url` (ws://…); the handlers are `listen`'s. Resolves to the connection. */
export function connect(url, subprotocol, handler) {
  const key = randomBytes(16).toString('base64');
  const headers = { Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13', 'Sec-WebSocket-Key': key, 'Sec-WebSocket-Protocol': subprotocol };
  return new Promise((done, failed) => {
    const request = get(url.replace(/^ws:/, 'http:'), { headers });
    request.on('error', failed);
    request.on('response', ({ statusCode }) => failed(new Error(`no WebSocket: status ${statusCode}`)));
    request.on('upgrade', (response, socket, head) => {
      const accept = createHash('sha1').update(key + GUID).digest('base64');
      if (response.headers['sec-websocket-accept'] !== accept) return failed(new Error('no WebSocket: another key'));
      done(new Connection(socket, true, (text) => handler.text(text), (bytes) => handler.binary(bytes), () => handler.closed()));
      if (head.length > 0) socket.unshift(head);
    });
  });
}
