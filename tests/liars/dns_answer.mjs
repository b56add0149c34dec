// DNS answers (RFC 1035) of a relay that may say anything.

const TYPES = { A: 1, NS: 2, CNAME: 5, SOA: 6, MX: 15, TXT: 16, AAAA: 28, DS: 43, DNSKEY: 48, TLSA: 52 };
const u16 = (n) => Buffer.from([n >> 8, n & 255]);
const name = (text) => Buffer.concat([...text.split('.').map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)])), Buffer.from([0])]);
const DATA = {
  A: (text) => Buffer.from(text.split('.').map(Number)),
  TXT: (text) => Buffer.concat([Buffer.from([text.length]), Buffer.from(text)]),
  MX: (text) => Buffer.concat([u16(Number(text.split(' ')[0])), name(text.split(' ')[1])]),
};

/** `zone`: { 'example.test MX': ['10 mx.example.test'], … }. A name that is nowhere in it does not exist. */
export function dnsAnswer(zone, owner, type) {
  const records = zone[`${owner} ${type}`] ?? [];
  const exists = Object.keys(zone).some((key) => key.split(' ')[0] === owner || key.split(' ')[0].endsWith(`.${owner}`));
  const answers = records.map((text) => {
    const data = DATA[type](text);
    return Buffer.concat([name(owner), u16(TYPES[type]), u16(1), Buffer.from([0, 0, 1, 44]), u16(data.length), data]);
  });
  const header = Buffer.concat([u16(1), u16(0x8180 | (exists ? 0 : 3)), u16(1), u16(answers.length), u16(0), u16(0)]);
  return Buffer.concat([header, name(owner), u16(TYPES[type]), u16(1), ...answers]);
}
