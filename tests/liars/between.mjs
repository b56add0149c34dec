// Somebody in the middle of the WebSocket between the page and a real relay: passes on what both say, but for what its lie (policy_lies.mjs) changes of DNS and
// of the connection to a policy's host. To page and relay alike it is the other one.
import { OwnConnection } from './own_connection.mjs';
import { PolicyStream } from './policy_stream.mjs';
import { connect, listen } from './websocket.mjs';

const PROTOCOL = 'mailglass.v1';
const FROM_SERVER = 0;

class Between {
  #page;
  #lie;
  #told;
  #relay;
  #waiting = [];
  #lookups = new Map();
  #streams = new Map();
  #own = new Map();

  constructor(page, lie, told) {
    this.#page = page;
    this.#lie = lie;
    this.#told = told;
  }

  async open(socket) {
    try {
      this.#relay = await connect(socket, PROTOCOL, {
        text: (text) => this.#fromRelay(JSON.parse(text), text),
        binary: (frame) => this.#bytesFromRelay(frame),
        closed: () => this.#page.close(),
      });
    } catch {
      return this.#page.close();
    }
    for (const say of this.#waiting.splice(0)) say();
  }

  close() {
    this.#relay?.close();
    this.#page.close();
    for (const connection of this.#own.values()) connection.end();
  }

  #toRelay(say) {
    if (this.#relay) say();
    else this.#waiting.push(say);
  }

  /** A stream to the policy's host, as the page is to see it. */
  #stream(id) {
    const stream = new PolicyStream(id, this.#page, this.#lie, this.#told);
    this.#streams.set(id, stream);
    return stream;
  }

  fromPage(text) {
    const message = JSON.parse(text);
    if (message.type === 'lookup') this.#lookups.set(message.id, message);
    if (message.type === 'probe' && message.service === 'mta-sts') {
      this.#told.probes.push({ host: message.host, address: message.address });
      const stream = this.#stream(message.id);
      if (this.#lie.connects) {
        this.#own.set(message.id, new OwnConnection(stream, message, this.#lie.connects, this.#told));
        return;
      }
    }
    const own = this.#own.get(message.id);
    const word = message.type === 'say' && this.#streams.get(message.id);
    if (word) word.asked();
    if (own && word) return own.say(Buffer.from(message.key, 'base64'));
    if (own && message.type === 'finish') return own.finish();
    const passed = word && this.#lie.word ? JSON.stringify({ ...message, word: this.#lie.word }) : text;
    if (passed !== text) this.#told.lies.push(`asked for ${this.#lie.word}`);
    this.#toRelay(() => this.#relay.text(passed));
  }

  bytesFromPage(frame) {
    const own = this.#own.get(frame.readUInt32BE(4));
    if (own) own.write(frame.subarray(24));
    else this.#toRelay(() => this.#relay.binary(frame));
  }

  #fromRelay(message, text) {
    const stream = this.#streams.get(message.id);
    if (message.type === 'answer') {
      const { name, rr } = this.#lookups.get(message.id);
      const said = this.#lie.answers?.({ name, rr, message: Buffer.from(message.message, 'base64') });
      if (said) {
        this.#told.lies.push(`${name} ${rr}`);
        return this.#page.text(JSON.stringify({ ...message, status: 'secure', message: said.toString('base64') }));
      }
    }
    if (message.type === 'welcome' && this.#lie.welcome) {
      this.#told.lies.push('welcome');
      return this.#page.text(JSON.stringify({ ...message, ...this.#lie.welcome }));
    }
    if (message.type === 'closed' && stream) return stream.closed(message);
    if (!stream?.over) this.#page.text(text);
  }

  #bytesFromRelay(frame) {
    const stream = this.#streams.get(frame.readUInt32BE(4));
    if (!stream) return this.#page.binary(frame);
    const us = Number(frame.readBigUInt64BE(16));
    if (frame[1] === FROM_SERVER) stream.heard(frame.subarray(24), us);
    else stream.said(frame.subarray(24), us);
  }
}

/**
 * Listens between the page and the relay at `socket` (ws://…). `told`: where it put in a lie, and what came by: `lies`, `probes`, and the sizes of the `records` of each
 * policy's host, with how many of them came before the relay was asked for a word.
 */
export async function between(socket, lie) {
  const told = { lies: [], probes: [], streams: [] };
  const sessions = [];
  const stop = {};
  const port = await listen(PROTOCOL, (page) => {
    const session = new Between(page, lie, told);
    sessions.push(session);
    session.open(socket);
    return { text: (text) => session.fromPage(text), binary: (bytes) => session.bytesFromPage(bytes), closed: () => session.close() };
  }, stop);
  return {
    socket: `ws://127.0.0.1:${port}/ws`, told,
    stop: () => {
      for (const session of sessions) session.close();
      stop.now();
    },
  };
}
