// A relay that lies: speaks mailglass.v1 (docs/protocol.md) through a real WebSocket, and connects to real TLS servers.
//   node tests/liars/liar.mjs '{"lie":"renewed", "zone":{…}, "servers":{"192.0.2.1":{"port":…}}, …}'
// Prints its port, and runs until it is ended. What it says of SMTP is invented: its servers are TLS alone.
import { connect } from 'node:net';

import { dnsAnswer } from './dns_answer.mjs';
import { isWhole, putTogether, takeApart } from './flight.mjs';
import { lies } from './lies.mjs';
import { listen } from './websocket.mjs';

const told = JSON.parse(process.argv[2]);
const lie = lies[told.lie].relay;
const LIMITS = { streams: 4, connections: 200, per_address: 100, lookups: 100, stream_bytes: 1 << 20, connect_ms: 1000, greeting_ms: 1000, reply_ms: 1000, handshake_ms: 5000, probe_ms: 10000 };
const PATIENCE_MS = 5000;

class Stream {
  #page;
  #id;
  #begun = Date.now();
  #offsets = [0, 0];
  #server = null;
  #heard = Buffer.alloc(0);
  #first = true;
  #said = 0;
  #ended = false;
  #patience = setTimeout(() => this.end('timeout', 'handshake'), PATIENCE_MS);

  constructor(page, { id, host, address, client_hello }) {
    this.#page = page;
    this.#id = id;
    this.asked = { host, address, hello: Buffer.from(client_hello, 'base64') };
    for (const stage of ['connecting', 'connected', 'greeting']) this.stage(stage);
    this.pass(0, Buffer.from(`220 ${host} ESMTP\r\n`));
    this.stage('ehlo');
    this.pass(1, Buffer.from('EHLO liar.test\r\n'));
    this.pass(0, Buffer.from(`250-${host}\r\n250 STARTTLS\r\n`));
    this.stage('starttls');
    this.pass(1, Buffer.from('STARTTLS\r\n'));
    this.pass(0, Buffer.from('220 go ahead\r\n'));
    this.stage('handshake');
    this.pass(1, this.asked.hello);
    if (lie.swallows?.(this.asked)) return this.end('timeout', 'handshake');
    this.#server = connect({ host: '127.0.0.1', port: told.servers[address].port });
    this.#server.on('data', (bytes) => this.#hear(bytes));
    this.#server.on('error', () => this.end('peer-reset', 'handshake'));
    this.#server.on('close', () => this.end('peer-closed', 'handshake'));
    this.#server.write(lie.forwards?.(this.asked, told) ?? this.asked.hello);
  }

  get us() { return (Date.now() - this.#begun) * 1000; }
  stage(stage) { this.#page.text(JSON.stringify({ type: 'stage', id: this.#id, stage, us: this.us })); }

  pass(direction, bytes) {
    for (let at = 0; at < bytes.length; at += 16384) {
      const piece = bytes.subarray(at, at + 16384);
      const header = Buffer.alloc(24);
      header.writeUInt8(1, 0);
      header.writeUInt8(direction, 1);
      header.writeUInt32BE(this.#id, 4);
      header.writeBigUInt64BE(BigInt(this.#offsets[direction]), 8);
      header.writeBigUInt64BE(BigInt(this.us), 16);
      this.#offsets[direction] += piece.length;
      this.#page.binary(Buffer.concat([header, piece]));
    }
  }

  /** The first flight is held back until it is whole, so that it can be changed. */
  #hear(bytes) {
    if (this.#ended) return;
    if (!this.#first) return this.pass(0, bytes);
    this.#heard = Buffer.concat([this.#heard, bytes]);
    if (!isWhole(this.#heard)) return;
    this.#first = false;
    const flight = takeApart(this.#heard);
    if (flight.messages.length > 0) lie.edits?.(flight, this.asked, told);
    this.pass(0, putTogether(flight));
  }

  /** The page's bytes behind its ClientHello. */
  say(bytes) {
    if (this.#ended) return;
    this.pass(1, bytes);
    if (lie.cuts?.(this.asked)) return this.end('peer-closed', 'handshake');
    this.#said += bytes.length;
    this.#server?.write(bytes);
    // The servers are no mail servers: what they say to QUIT is nothing. Its record is the last thing that the page says.
    clearTimeout(this.#patience);
    this.#patience = setTimeout(() => this.end('done', 'closing'), 300);
  }

  end(end, stage) {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#patience);
    this.#server?.destroy();
    this.#page.text(JSON.stringify({ type: 'closed', id: this.#id, end, stage, why: '', us: this.us }));
  }
}

const port = await listen('mailglass.v1', (page) => {
  const streams = new Map();
  page.text(JSON.stringify({ type: 'welcome', relay: 'liar/1', ehlo: 'liar.test', lab: false, port25: 'open', limits: LIMITS }));
  const take = {
    open: ({ domain }) => page.text(JSON.stringify({ type: 'opened', domain })),
    lookup: ({ id, name, rr }) => page.text(JSON.stringify({ type: 'answer', id, status: 'insecure', why: '', us: 1, message: dnsAnswer(told.zone, name, rr).toString('base64') })),
    probe: (request) => streams.set(request.id, new Stream(page, request)),
    finish: ({ id }) => streams.get(id)?.end('cancelled', 'handshake'),
  };
  return {
    text: (text) => {
      const message = JSON.parse(text);
      take[message.type](message);
    },
    binary: (bytes) => streams.get(bytes.readUInt32BE(4))?.say(bytes.subarray(24)),
    closed: () => { for (const stream of streams.values()) stream.end('cancelled', 'handshake'); },
  };
});
console.log(port);
