// The server's side of RFC 6455, as much as a relay needs: one subprotocol, whole and fragmented messages, ping and close.
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const OP = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 };

function frame(op, payload) {
  const size = payload.length;
  const header = size < 126 ? Buffer.from([0x80 | op, size]) : size < 65536 ? Buffer.from([0x80 | op, 126, size >> 8, size & 255]) : Buffer.alloc(10);
  if (size >= 65536) {
    header.writeUInt8(0x80 | op, 0);
    header.writeUInt8(127, 1);
    header.writeBigUInt64BE(BigInt(size), 2);
  }
  return Buffer.concat([header, payload]);
}

class Connection {
  #socket;
  #rest = Buffer.alloc(0);
  #message = [];
  #op = 0;

  constructor(socket, onText, onBinary, onClose) {
    this.#socket = socket;
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
    if (bytes.length < at + 4 + size) return false;
    const mask = bytes.subarray(at, at + 4);
    const payload = Buffer.from(bytes.subarray(at + 4, at + 4 + size).map((byte, i) => byte ^ mask[i & 3]));
    this.#rest = bytes.subarray(at + 4 + size);
    const op = bytes[0] & 15;
    if (op === OP.ping) this.#socket.write(frame(OP.pong, payload));
    if (op === OP.close) this.#socket.end(frame(OP.close, payload));
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

  text(text) { if (!this.#socket.destroyed) this.#socket.write(frame(OP.text, Buffer.from(text))); }
  binary(bytes) { if (!this.#socket.destroyed) this.#socket.write(frame(OP.binary, bytes)); }
}

/** Listens on a port of 127.0.0.1 that is free; `open(connection)` returns { text, binary, closed }. Resolves to the port. */
export function listen(subprotocol, open) {
  const server = createServer((_, response) => response.writeHead(404).end());
  server.on('upgrade', (request, socket) => {
    const accept = createHash('sha1').update(request.headers['sec-websocket-key'] + GUID).digest('base64');
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\nSec-WebSocket-Protocol: ${subprotocol}\r\n\r\n`);
    let handler;
    const connection = new Connection(socket, (text) => handler.text(text), (bytes) => handler.binary(bytes), () => handler.closed());
    handler = open(connection);
  });
  return new Promise((done) => server.listen(0, '127.0.0.1', () => done(server.address().port)));
}
