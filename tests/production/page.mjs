// A page's side of mailglass.v1 (docs/protocol.md): it asks, and knows nothing of TLS.
import { clientHello } from './client_hello.mjs';
import { readAnswer } from './dns_server.mjs';
import { upgrade } from './websocket.mjs';

/** `promise`, or an error that says what did not come in time. */
export async function within(ms, what, promise) {
  let timer;
  const late = new Promise((_, failed) => { timer = setTimeout(() => failed(new Error(`${what}: nothing within ${ms} ms`)), ms); });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

export class Page {
  #waiting = new Map();
  #nextId = 1;
  #opened;
  refusals = [];

  /** The session after the relay's first word, which is in `welcome`, or in `refused`. */
  static async connect(options) {
    const page = new Page();
    page.socket = await upgrade(options);
    const first = new Promise((done) => {
      page.socket.on('text', (text) => { const message = JSON.parse(text); if (!page.#hear(message)) done(message); });
      page.socket.on('close', () => { page.#close(); done(undefined); });
    });
    page.socket.on('binary', (bytes) => page.#frame(bytes));
    const word = await within(options.timeoutMs ?? 10000, 'the relay’s first word', first);
    if (word?.type === 'welcome') page.welcome = word;
    else if (word?.type === 'refused') page.refused = word;
    else throw new Error('the relay closed the session without a word');
    return page;
  }

  get closed() { return this.socket.closed; }
  close() { this.socket.close(); }
  say(message) { return this.socket.text(JSON.stringify(message)); }

  #close() {
    this.#opened?.({ type: 'gone' });
    for (const entry of this.#waiting.values()) entry.end({ type: 'gone' });
    this.#waiting.clear();
  }

  /** Whether the message belonged to something that was asked. */
  #hear(message) {
    if (message.type === 'opened' || (message.type === 'refused' && message.id === undefined && this.#opened)) {
      this.#opened?.(message);
      this.#opened = undefined;
      return true;
    }
    const entry = this.#waiting.get(message.id);
    if (entry && message.type === 'stage') entry.stage(message);
    if (entry && ['answer', 'closed', 'refused'].includes(message.type)) {
      // Bytes that were refused are followed by `closed`.
      if (message.type === 'refused' && entry.probe?.stages.length > 0) { entry.probe.refused = message; return true; }
      this.#waiting.delete(message.id);
      entry.end(message);
      return true;
    }
    if (message.type === 'refused') this.refusals.push(message);
    return message.type === 'refused' && this.welcome !== undefined || message.type === 'stage';
  }

  #frame(bytes) {
    const entry = this.#waiting.get(bytes.readUInt32BE(4));
    entry?.frame(bytes[1], bytes.subarray(24));
  }

  open(domain) {
    return new Promise((done) => {
      this.#opened = done;
      if (this.closed || !this.say({ type: 'open', domain })) { if (this.closed) done({ type: 'gone' }); }
    });
  }

  /** `answer` with its message read, or `refused`, or 'gone' when the session ended before. */
  async lookup(name, rr) {
    const id = this.#nextId++;
    const heard = await new Promise((end) => {
      if (this.closed) return end({ type: 'gone' });
      this.#waiting.set(id, { end });
      this.say({ type: 'lookup', id, name, rr });
    });
    return heard.type === 'answer' ? { ...heard, ...readAnswer(Buffer.from(heard.message, 'base64')) } : heard;
  }

  /**
   * A probe under way: `ended` is its last message; `stages`, `fromServer` and `toServer` grow; `until(test)` waits until `test(probe)` or the end.
   */
  probe(host, address, hello = clientHello(host)) {
    const id = this.#nextId++;
    const probe = { id, stages: [], fromServer: Buffer.alloc(0), toServer: Buffer.alloc(0), last: undefined, refused: undefined };
    let watchers = [];
    const look = () => { watchers = watchers.filter(({ test, done }) => !(probe.last || test(probe)) || void done(probe)); };
    probe.until = (test) => new Promise((done) => { watchers.push({ test, done }); look(); });
    probe.ended = probe.until(() => false).then(() => probe.last);
    probe.finish = () => this.say({ type: 'finish', id });
    probe.say = (offset, bytes) => {
      const head = Buffer.alloc(24);
      head[0] = 1; head[1] = 1;
      head.writeUInt32BE(id, 4);
      head.writeUInt32BE(offset, 12);
      this.socket.binary(Buffer.concat([head, bytes]));
    };
    const entry = {
      probe,
      end: (message) => { probe.last = message; look(); },
      stage: (message) => { probe.stages.push(message.stage); look(); },
      frame: (direction, bytes) => {
        if (direction === 0) probe.fromServer = Buffer.concat([probe.fromServer, bytes]);
        else probe.toServer = Buffer.concat([probe.toServer, bytes]);
        look();
      },
    };
    if (this.closed) entry.end({ type: 'gone' });
    else {
      this.#waiting.set(id, entry);
      this.say({ type: 'probe', id, service: 'smtp', host, address, client_hello: hello.toString('base64') });
    }
    return probe;
  }
}

/** Whether the mail server's TLS has answered: a handshake record behind its 220 to STARTTLS. */
export const tlsAnswered = ({ fromServer }) => {
  const text = fromServer.toString('latin1');
  const ahead = text.indexOf('220 go ahead\r\n');
  return ahead >= 0 && text.startsWith('\x16\x03', ahead + 14);
};
