// A connection that the liar makes itself, wherever it likes, and in which it says under the key that the page hands over whatever it likes.
import { connect } from 'node:net';

import { sealed, suiteIn } from './records.mjs';

const HTTPS = 443;
const PATIENCE_MS = 3000;

export class OwnConnection {
  #stream;
  #lie;
  #told;
  #host;
  #begun = Date.now();
  #server;
  #heard = Buffer.alloc(0);
  #patience;

  /** `lie`: { address?, says(host, page's key) }, where `says` gives texts for records, or { record } to be written as it stands, or { shows } to be shown to the page. */
  constructor(stream, { host, address, client_hello }, lie, told) {
    this.#stream = stream;
    this.#lie = lie;
    this.#told = told;
    this.#host = host;
    const hello = Buffer.from(client_hello, 'base64');
    stream.stage('connecting', 0);
    this.#server = connect({ host: lie.address ?? address, port: HTTPS });
    if (lie.address && lie.address !== address) told.lies.push(`connected to ${lie.address}`);
    this.#server.on('connect', () => {
      stream.stage('connected', this.#us);
      stream.stage('handshake', this.#us);
      stream.said(hello, this.#us);
      this.#server.write(hello);
    });
    this.#server.on('data', (bytes) => {
      this.#heard = Buffer.concat([this.#heard, bytes]);
      stream.heard(bytes, this.#us);
    });
    this.#server.on('error', () => this.#end('peer-reset'));
    this.#server.on('close', () => this.#end('peer-closed'));
    this.#patience = setTimeout(() => this.#end('timeout'), PATIENCE_MS);
  }

  get #us() { return (Date.now() - this.#begun) * 1000; }

  write(bytes) {
    this.#stream.said(bytes, this.#us);
    this.#server.write(bytes);
  }

  /** The page hands over its key, for the relay's one word. */
  say(key) {
    this.#stream.stage('session', this.#us);
    const suite = suiteIn(this.#heard);
    let sequence = 0;
    for (const one of this.#lie.says?.(this.#host) ?? []) {
      if (one.wait) {
        setTimeout(() => this.#say(one, suite, key, sequence++), one.wait);
      } else {
        this.#say(one, suite, key, sequence++);
      }
    }
  }

  #say({ text, type, garbage, halfClose, shows }, suite, key, sequence) {
    if (this.#server.destroyed) return;
    if (shows) {
      this.#told.lies.push('showed a record of its own');
      this.#stream.heard(sealed(suite, key, sequence, shows), this.#us);
      return;
    }
    this.#told.lies.push(halfClose ? 'closed its side' : `said ${JSON.stringify(text ?? 'garbage')}`);
    if (halfClose) {
      this.#server.end();
      return;
    }
    const record = sealed(suite, key, sequence, text, type);
    if (garbage) record[record.length - 1] ^= 1;
    this.#stream.said(record, this.#us);
    this.#server.write(record);
  }

  finish() { this.#end('done'); }
  end() { this.#end('cancelled'); }

  #end(end) {
    clearTimeout(this.#patience);
    this.#server.destroy();
    this.#stream.closed({ end, stage: 'session', why: '', us: this.#us });
  }
}
