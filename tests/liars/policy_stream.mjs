// One connection to a policy's host as somebody in the middle shows it to the page: record by record, so that each can be changed.

const PIECE = 16384;
const HEADER = 5;

export class PolicyStream {
  #id;
  #page;
  #lie;
  #told;
  #rest = Buffer.alloc(0);
  #offsets = [0, 0];
  #us = 0;
  /** Of this connection: the size of each record of the host, and how many had come before the word. */
  #seen = { records: [], before: null };
  over = false;

  constructor(id, page, lie, told) {
    this.#id = id;
    this.#page = page;
    this.#lie = lie;
    this.#told = told;
    told.streams.push(this.#seen);
  }

  asked() { this.#seen.before = this.#seen.records.length; }

  stage(stage, us = this.#us) { this.#page.text(JSON.stringify({ type: 'stage', id: this.#id, stage, us })); }

  said(bytes, us = this.#us) { this.#frame(1, bytes, us); }

  /** What the host said. A lie takes each record for one, several, or nothing; or says how the connection ends here. */
  heard(bytes, us = this.#us) {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    while (!this.over && this.#rest.length >= HEADER && this.#rest.length >= HEADER + this.#rest.readUInt16BE(3)) {
      const size = HEADER + this.#rest.readUInt16BE(3);
      const record = Buffer.from(this.#rest.subarray(0, size));
      this.#rest = this.#rest.subarray(size);
      const shown = this.#lie.records?.(record, this.#seen.records.length, this.#seen) ?? { records: [record] };
      this.#seen.records.push(size);
      if (shown.lie) this.#told.lies.push(shown.lie);
      for (const one of shown.records ?? []) this.#frame(0, one, us);
      if (shown.end) this.closed({ end: shown.end, stage: 'session', why: '', us });
    }
  }

  closed(message) {
    if (this.over) return;
    if (this.#rest.length > 0) this.#frame(0, this.#rest, message.us);
    this.over = true;
    this.#page.text(JSON.stringify({ ...message, type: 'closed', id: this.#id }));
  }

  #frame(direction, bytes, us) {
    if (this.over) return;
    this.#us = us;
    for (let at = 0; at < bytes.length; at += PIECE) {
      const piece = bytes.subarray(at, at + PIECE);
      const header = Buffer.alloc(24);
      header.writeUInt8(1, 0);
      header.writeUInt8(direction, 1);
      header.writeUInt32BE(this.#id, 4);
      header.writeBigUInt64BE(BigInt(this.#offsets[direction]), 8);
      header.writeBigUInt64BE(BigInt(us), 16);
      this.#offsets[direction] += piece.length;
      this.#page.binary(Buffer.concat([header, piece]));
    }
  }
}
