// A small WebSocket client (RFC 6455) over a plain socket: it may speak from any local address, with any header, and break any rule.
import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { connect } from 'node:net';

const TEXT = 1, BINARY = 2, CLOSE = 8, PING = 9, PONG = 10;

export function frame(opcode, payload) {
  const size = payload.length;
  const head = size < 126 ? Buffer.from([0x80 | opcode, 0x80 | size])
    : size < 65536 ? Buffer.from([0x80 | opcode, 0x80 | 126, size >> 8, size & 255])
      : Buffer.concat([Buffer.from([0x80 | opcode, 0x80 | 127, 0, 0, 0, 0]), Buffer.from([size >>> 24, size >> 16 & 255, size >> 8 & 255, size & 255])]);
  // A mask of zeros is a mask, and leaves the bytes as they are.
  return Buffer.concat([head, Buffer.alloc(4), payload]);
}
export const textFrame = (text) => frame(TEXT, Buffer.from(text));

/** Emits 'text', 'binary' and, once, 'close'. */
export class WebSocketClient extends EventEmitter {
  #buffer = Buffer.alloc(0);
  closed = false;

  constructor(socket, rest) {
    super();
    this.socket = socket;
    this.bytesReceived = 0;
    socket.on('data', (bytes) => this.#take(bytes));
    socket.on('close', () => this.#end());
    if (rest.length > 0) setImmediate(() => this.#take(rest));
  }

  text(text) { return this.socket.writable && this.socket.write(frame(TEXT, Buffer.from(text))); }
  binary(bytes) { return this.socket.writable && this.socket.write(frame(BINARY, bytes)); }
  close() {
    if (this.socket.writable) this.socket.end(frame(CLOSE, Buffer.from([0x03, 0xe8])));
    setTimeout(() => this.socket.destroy(), 1000).unref();
  }
  destroy() { this.socket.destroy(); }

  #end() {
    if (this.closed) return;
    this.closed = true;
    this.emit('close');
  }

  #take(bytes) {
    this.bytesReceived += bytes.length;
    this.#buffer = this.#buffer.length ? Buffer.concat([this.#buffer, bytes]) : bytes;
    for (;;) {
      const b = this.#buffer;
      if (b.length < 2) return;
      let size = b[1] & 127, at = 2;
      if (size === 126) { if (b.length < 4) return; size = b.readUInt16BE(2); at = 4; }
      else if (size === 127) { if (b.length < 10) return; size = b.readUInt32BE(6); at = 10; }
      if (b.length < at + size) return;
      const payload = b.subarray(at, at + size);
      this.#buffer = b.subarray(at + size);
      const opcode = b[0] & 15;
      if (opcode === TEXT) this.emit('text', payload.toString());
      else if (opcode === BINARY) this.emit('binary', payload);
      else if (opcode === PING && this.socket.writable) this.socket.write(frame(PONG, payload));
      else if (opcode === CLOSE) { this.socket.end(frame(CLOSE, payload.subarray(0, 2))); this.#end(); return; }
    }
  }
}

/** A WebSocket to the relay; or an error that says how it answered instead. `local`: the client's address; `headers`: over those that belong to it. */
export function upgrade({ host = '127.0.0.1', port, local, headers = {}, protocol = 'mailglass.v1', timeoutMs = 10000 }) {
  return new Promise((done, failed) => {
    const socket = connect({ host, port, localAddress: local, noDelay: true });
    const timer = setTimeout(() => { socket.destroy(); failed(new Error(`the relay did not take a WebSocket within ${timeoutMs} ms`)); }, timeoutMs);
    const fail = (why) => { clearTimeout(timer); socket.destroy(); failed(new Error(why)); };
    let bytes = Buffer.alloc(0);
    const onData = (more) => {
      bytes = Buffer.concat([bytes, more]);
      const end = bytes.indexOf('\r\n\r\n');
      if (end < 0) return;
      const status = Number(bytes.toString('latin1', 9, 12));
      if (status !== 101) return fail(`the relay answered ${status}`);
      clearTimeout(timer);
      socket.off('data', onData);
      socket.off('close', onClose);
      done(new WebSocketClient(socket, bytes.subarray(end + 4)));
    };
    const onClose = () => fail('the relay closed the connection');
    socket.on('error', (error) => fail(`no connection to the relay: ${error.code}`));
    socket.on('data', onData);
    socket.on('close', onClose);
    const all = {
      Host: `${host}:${port}`, Upgrade: 'websocket', Connection: 'Upgrade', 'Sec-WebSocket-Version': 13,
      'Sec-WebSocket-Key': randomBytes(16).toString('base64'), 'Sec-WebSocket-Protocol': protocol, ...headers,
    };
    socket.write(`GET /ws HTTP/1.1\r\n${Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`);
  });
}
