// Authoritative name servers in a few lines, so that hostile zones are easy: a root that delegates, a server for everything below it, and any number
// of servers that hear and say nothing.
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { isIPv6 } from 'node:net';

export const TYPES = { A: 1, NS: 2, CNAME: 5, SOA: 6, MX: 15, TXT: 16, AAAA: 28, OPT: 41 };
const NOERROR = 0, NXDOMAIN = 3, REFUSED = 5;
const TTL = 60;
/** What fits a UDP answer on every path (RFC 9715). */
const UDP_BYTES = 1232;

const u16 = (value) => Buffer.from([value >> 8 & 255, value & 255]);
const u32 = (value) => Buffer.from([value >>> 24, value >> 16 & 255, value >> 8 & 255, value & 255]);
const lower = (name) => name.toLowerCase().replace(/\.$/, '');
const within = (name, zone) => zone === '' || name === zone || name.endsWith(`.${zone}`);

export function wireName(name) {
  const labels = lower(name).split('.').filter(Boolean).map((label) => Buffer.from(label));
  return Buffer.concat([...labels.flatMap((label) => [Buffer.from([label.length]), label]), Buffer.from([0])]);
}

function readName(message, at) {
  const labels = [];
  for (let hops = 0; hops < 128; hops++) {
    const length = message[at];
    if (length === 0) return { name: labels.join('.'), at: at + 1 };
    if (length >= 0xc0) {
      const { name } = readName(message, (length & 0x3f) << 8 | message[at + 1]);
      return { name: [...labels, name].filter(Boolean).join('.'), at: at + 2 };
    }
    labels.push(message.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  throw new Error('a name without an end');
}

/** The 16 bytes of an IPv6 address, the 4 of an IPv4 one. */
export function addressBytes(address) {
  if (!isIPv6(address)) return Buffer.from(address.split('.').map(Number));
  const dotted = address.match(/^(.*:)(\d+\.\d+\.\d+\.\d+)$/);
  if (dotted) {
    const b = addressBytes(dotted[2]);
    return addressBytes(`${dotted[1]}${b.readUInt16BE(0).toString(16)}:${b.readUInt16BE(2).toString(16)}`);
  }
  const [head, tail] = address.split('::').map((part) => (part ? part.split(':') : []));
  const words = tail === undefined ? head : [...head, ...Array(8 - head.length - tail.length).fill('0'), ...tail];
  return Buffer.concat(words.map((word) => u16(parseInt(word, 16))));
}

function rdata(type, value) {
  if (type === 'A' || type === 'AAAA') return addressBytes(value);
  if (type === 'MX') return Buffer.concat([u16(value[0]), wireName(value[1])]);
  if (type === 'TXT') return Buffer.concat([Buffer.from([value.length]), Buffer.from(value)]);
  if (type === 'SOA') return Buffer.concat([wireName(value[0]), wireName(value[1]), ...[1, 3600, 600, 86400, TTL].map(u32)]);
  return wireName(value);
}

const record = (name, type, value) => {
  const data = rdata(type, value);
  return Buffer.concat([wireName(name), u16(TYPES[type]), u16(1), u32(TTL), u16(data.length), data]);
};

/** The records of a DNS message's answer section as { name, type, value } (A and MX understood, others in hex). */
export function readAnswer(message) {
  if (message.length < 12) return { rcode: undefined, records: [] };
  let at = message.readUInt16BE(4) === 0 ? 12 : readName(message, 12).at + 4;
  const records = [];
  for (let i = 0; i < message.readUInt16BE(6); i++) {
    const owner = readName(message, at);
    const type = message.readUInt16BE(owner.at);
    const length = message.readUInt16BE(owner.at + 8);
    const from = owner.at + 10;
    const data = message.subarray(from, from + length);
    const value = type === TYPES.A ? [...data].join('.') : type === TYPES.MX ? readName(message, from + 2).name : data.toString('hex');
    records.push({ name: owner.name, type, value });
    at = from + length;
  }
  return { rcode: message[3] & 15, records };
}

/** What all these servers know: records, and which zones are whose. */
export class Names {
  #records = new Map();
  #above = new Set();
  #delegations = new Map();

  add(name, type, ...values) {
    const key = lower(name);
    const here = this.#records.get(key) ?? [];
    here.push(...values.map((value) => ({ type, value })));
    this.#records.set(key, here);
    for (let up = key; up; up = up.includes('.') ? up.slice(up.indexOf('.') + 1) : '') this.#above.add(up);
  }

  /** `servers`: [[name, address…]…] */
  delegate(zone, servers) {
    this.#delegations.set(lower(zone), servers);
  }

  #zoneOf(name) {
    for (let up = name; ; up = up.slice(up.indexOf('.') + 1)) {
      if (this.#delegations.has(up)) return up;
      if (!up.includes('.')) return undefined;
    }
  }

  /** What a server says. `role`: 'root' sends on to the delegations, 'zones' answers for them, 'flat' answers for all of it, as a resolver would. */
  answer(query, role, most) {
    const { name, at } = readName(query, 12);
    const type = query.readUInt16BE(at);
    const asked = lower(name);
    const question = query.subarray(12, at + 4);
    const edns = query.readUInt16BE(10) > 0;
    const zone = this.#zoneOf(asked);
    const sections = [[], [], []];
    let rcode = NOERROR, authoritative = true;
    if (role === 'root' && zone !== undefined) {
      authoritative = false;
      for (const [server, ...addresses] of this.#delegations.get(zone)) {
        sections[1].push(record(zone, 'NS', server));
        sections[2].push(...addresses.map((address) => record(server, isIPv6(address) ? 'AAAA' : 'A', address)));
      }
    } else if (role === 'zones' && zone === undefined) {
      authoritative = false;
      rcode = REFUSED;
    } else {
      const apex = role === 'zones' ? zone : '';
      const here = [...(this.#records.get(asked) ?? [])];
      if (asked === apex) {
        const servers = apex === '' ? [['ns.root-servers.world', '45.45.0.53']] : this.#delegations.get(apex);
        here.push(...servers.map(([server]) => ({ type: 'NS', value: server })), { type: 'SOA', value: [servers[0][0], 'hostmaster.world'] });
      }
      sections[0] = here.filter((r) => TYPES[r.type] === type || r.type === 'CNAME').map((r) => record(asked, r.type, r.value));
      if (sections[0].length === 0) {
        if (here.length === 0 && !this.#above.has(asked) && ![...this.#delegations.keys()].some((z) => within(z, asked))) rcode = NXDOMAIN;
        sections[1].push(record(apex, 'SOA', ['ns.world', 'hostmaster.world']));
      }
    }
    const whole = this.#message(query, question, sections, { rcode, authoritative, edns, recursion: role === 'flat' });
    return whole.length <= most ? whole : this.#message(query, question, [[], [], []], { rcode, authoritative, edns, truncated: true });
  }

  #message(query, question, [answers, authority, additional], { rcode, authoritative, edns, truncated = false, recursion = false }) {
    const more = edns ? [...additional, Buffer.concat([Buffer.from([0]), u16(TYPES.OPT), u16(UDP_BYTES), u32(0), u16(0)])] : additional;
    const flags = 0x8000 | (query[2] & 0x79) << 8 | (authoritative ? 0x400 : 0) | (truncated ? 0x200 : 0) | (recursion ? 0x80 : 0) | rcode;
    return Buffer.concat([query.subarray(0, 2), u16(flags), u16(1), u16(answers.length), u16(authority.length), u16(more.length), question, ...answers, ...authority, ...more]);
  }
}

/**
 * Listens on one address, UDP and TCP, and hands each query to `take(query, most)`, which gives the answer, or nothing to stay silent. On 0.0.0.0, UDP
 * alone, it takes what goes to no other one's address.
 */
export async function nameServer(address, take) {
  const opened = [];
  const udp = createSocket({ reuseAddr: true, type: isIPv6(address) ? 'udp6' : 'udp4', ipv6Only: isIPv6(address), recvBufferSize: 1 << 22 });
  udp.on('message', (query, from) => {
    const answer = take(query, UDP_BYTES, from);
    if (answer) udp.send(answer, from.port, from.address);
  });
  await new Promise((done, failed) => udp.once('error', failed).bind(53, address, done));
  if (address === '0.0.0.0') return { stop: () => udp.close() };
  const tcp = createServer((socket) => {
    opened.push(socket);
    let bytes = Buffer.alloc(0);
    socket.on('error', () => {});
    socket.on('data', (more) => {
      bytes = Buffer.concat([bytes, more]);
      while (bytes.length >= 2 && bytes.length >= 2 + bytes.readUInt16BE(0)) {
        const length = bytes.readUInt16BE(0);
        const answer = take(bytes.subarray(2, 2 + length), 65535, { address: socket.remoteAddress });
        if (answer) socket.write(Buffer.concat([u16(answer.length), answer]));
        bytes = bytes.subarray(2 + length);
      }
    });
    take.onConnection?.(socket);
  });
  await new Promise((done, failed) => tcp.once('error', failed).listen({ port: 53, host: address, ipv6Only: isIPv6(address) }, done));
  return {
    stop() {
      udp.close();
      tcp.close();
      for (const socket of opened) socket.destroy();
    },
  };
}
