// A name server for made-up domains: authoritative for the root and all below it, over UDP on a free port of loopback.
import { createSocket } from 'node:dgram';

const TYPE = { A: 1, NS: 2, SOA: 6, MX: 15 };

const name = (text) => Buffer.concat([...text.split('.').filter(Boolean).map((label) => Buffer.from([label.length, ...Buffer.from(label)])), Buffer.from([0])]);
const u16 = (...values) => Buffer.concat(values.map((value) => Buffer.from([value >> 8, value & 255])));

const rdata = {
  A: (address) => Buffer.from(address.split('.').map(Number)),
  NS: (host) => name(host),
  MX: (host) => Buffer.concat([u16(10), name(host)]),
  SOA: () => Buffer.concat([name('ns.test'), name('keeper.test'), u16(0, 1, 0, 60, 0, 60, 0, 60, 0, 5)]),
};
const record = (owner, type, value) => {
  const data = rdata[type](value);
  return Buffer.concat([name(owner), u16(TYPE[type], 1, 0, 5, data.length), data]);
};

function answer(query, zone) {
  let at = 12;
  const labels = [];
  while (query[at]) {
    labels.push(query.subarray(at + 1, at + 1 + query[at]).toString('latin1').toLowerCase());
    at += query[at] + 1;
  }
  const question = query.subarray(12, at + 5);
  const asked = labels.join('.');
  const type = Object.keys(TYPE).find((key) => TYPE[key] === query.readUInt16BE(at + 1));
  const found = zone.filter((entry) => entry.name === asked && entry.type === type);
  const exists = asked === '' || zone.some((entry) => entry.name === asked || entry.name.endsWith(`.${asked}`));
  const records = found.map((entry) => record(asked, type, entry.value));
  const authority = records.length ? [] : [record('', 'SOA')];
  const header = Buffer.concat([query.subarray(0, 2), u16(0x8400 | (exists ? 0 : 3), 1, records.length, authority.length, 0)]);
  return Buffer.concat([header, question, ...records, ...authority]);
}

/** mail: { domain: address of its mail server }. Returns { root: "ADDRESS@PORT", stop }. */
export async function startDns(mail) {
  const zone = [{ name: '', type: 'NS', value: 'ns.test' }, { name: 'ns.test', type: 'A', value: '127.0.0.1' }];
  for (const [domain, address] of Object.entries(mail)) {
    zone.push({ name: domain, type: 'MX', value: `mx.${domain}` }, { name: `mx.${domain}`, type: 'A', value: address });
  }
  const socket = createSocket('udp4');
  socket.on('message', (query, peer) => socket.send(answer(query, zone), peer.port, peer.address));
  await new Promise((done) => socket.bind(0, '127.0.0.1', done));
  return { root: `127.0.0.1@${socket.address().port}`, stop: () => socket.close() };
}
