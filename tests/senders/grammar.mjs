// A seeded grammar of odd servers. A random domain has one or two MX; each server is a good one with one to three oddities.
const CRLF = '\r\n';

/** A reply from its lines of text: a hyphen behind each code but the last. */
const lines = (code, texts, end = CRLF) => texts.map((text, i) => `${code}${i + 1 < texts.length ? '-' : ' '}${text}${end}`).join('');
const filler = (count, length = 20) => Array.from({ length: count }, (_, i) => `X-KEYWORD-${String(i).padStart(3, '0')} ${'x'.repeat(Math.max(0, length - 14))}`);
const KEYWORDS = ['PIPELINING', 'SIZE 52428800', 'VRFY', 'ETRN', 'ENHANCEDSTATUSCODES', '8BITMIME', 'DSN', 'SMTPUTF8'];
const offer = (random, word = 'STARTTLS') => ['%h', ...random.part(KEYWORDS, 0.4), word, ...random.part(KEYWORDS.slice(2), 0.3)];

const END_BY = ['close', 'reset'];

// What may stand in the place of each reply. Each returns a part of a server.
const GREETINGS = [
  (r) => ({ greeting: lines(220, ['%h ESMTP', 'no spam', 'please'].slice(0, r.pick([2, 3]))) }),
  (r) => ({ greeting: `${r.pick([200, 221, 250, 299])} %h ESMTP${CRLF}` }),
  (r) => ({ greeting: { say: '220-%h one moment\r\n', wait: r.pick([300, 800]), say2: '220 %h ESMTP\r\n' } }),
  () => ({ greeting: { say: '220 %h ES', wait: 300, say2: 'MTP\r\n' } }),
  (r) => ({ greeting: `220-%h\r\n${r.pick([220, 221, 250, 554])} ready\r\n` }),
  (r) => ({ greeting: `${r.pick(['\r\n', '\n', 'hello\r\n', '\r\n\r\n'])}220 %h ESMTP\r\n` }),
  () => ({ greeting: '220-%h\r\nno code here\r\n220 ready\r\n' }),
  (r) => ({ greeting: r.pick(['220 %h ESMTP\n', '220 %h ESMTP\r\r\n', '220 %h\0 ESMTP\r\n', '220\r\n', '220 \r\n', '220\t%h ESMTP\r\n', '220%h ESMTP\r\n', ' 220 %h\r\n']) }),
  (r) => ({ greeting: `220 ${'x'.repeat(r.pick([600, 1500, 2100, 3900, 5000]))}\r\n` }),
  (r) => ({ greeting: lines(220, filler(r.pick([20, 60, 120, 300]))) }),
  (r) => ({ greeting: { say: `${r.pick([421, 450, 451, 554, 521])} not now\r\n`, then: 'close' } }),
  (r) => ({ greeting: `${r.pick([300, 354, 199, 600, 99])} %h ESMTP\r\n` }),
  () => ({ greeting: '220 %h ESMTP\r\n220 %h again\r\n' }),
  (r) => ({ greeting: { then: r.pick(END_BY) } }),
];

const EHLO = [
  (r) => ({ ehlo: lines(250, offer(r)) }),
  (r) => ({ ehlo: lines(250, ['%h', ...r.part(KEYWORDS, 0.5)]) }),
  (r) => ({ ehlo: lines(r.pick([220, 251, 252, 200, 299]), offer(r)) }),
  (r) => ({ ehlo: lines(r.pick([220, 251, 252]), ['%h', 'SIZE']) }),
  (r) => ({ ehlo: `250-%h\r\n250-STARTTLS\r\n${r.pick([200, 220, 251, 450, 550, 354])} SIZE\r\n` }),
  (r) => ({ ehlo: `${r.pick([220, 251, 550, 354])}-%h\r\n250-STARTTLS\r\n250 SIZE\r\n` }),
  (r) => ({ ehlo: `250-%h\r\n${r.pick([220, 251])}-STARTTLS\r\n250 SIZE\r\n` }),
  (r) => ({ ehlo: `250-%h\r\n${r.pick(['\r\n', 'no code\r\n', '\n', '25\r\n', '-\r\n'])}250-STARTTLS\r\n250 SIZE\r\n` }),
  (r) => ({ ehlo: `${r.pick(['\r\n', 'no code\r\n'])}250-%h\r\n250-STARTTLS\r\n250 SIZE\r\n` }),
  () => ({ ehlo: '250-%h\r\nSTARTTLS\r\n250 SIZE\r\n' }),
  (r) => ({ ehlo: lines(250, offer(r), r.pick(['\n', '\r\r\n', '\0\r\n', ' \r\n', '\t\r\n', '\0more\r\n'])) }),
  (r) => ({ ehlo: lines(250, offer(r, r.pick(['starttls', 'StartTLS', 'STARTTLS ', 'STARTTLS REQUIRED', 'STARTTLS=', '=STARTTLS', ' STARTTLS', '\tSTARTTLS', 'STARTTLS\t', 'STARTTLS\0',
    'STARTTLS\0x', 'STARTTLSX', 'XSTARTTLS', 'AUTH STARTTLS', '2.0.0 STARTTLS', 'XXXXXXXA', 'START TLS', 'STARTTLS,', 'STARTTLS;', '\0STARTTLS', 'SIZE\0STARTTLS', 'STARTTLS-', 'STARTTLS\u000b', 'STARTTLS=1', 'STARTTLS\u00a0'])),
  ) }),
  (r) => ({ ehlo: r.pick(['250 STARTTLS\r\n', '250-STARTTLS\r\n250 SIZE\r\n', '250 %h STARTTLS\r\n', '250-%h STARTTLS\r\n250 SIZE\r\n', '250\r\n', '250 \r\n', '250 %h\r\n']) }),
  (r) => ({ ehlo: lines(250, ['%h', ...filler(r.pick([10, 40, 60, 90, 120, 200, 300]), r.pick([16, 20, 40])), 'STARTTLS', 'SIZE']) }),
  (r) => ({ ehlo: lines(250, ['%h', 'STARTTLS', ...filler(r.pick([40, 90, 160, 300]))]) }),
  (r) => ({ ehlo: lines(250, ['%h', `X ${'x'.repeat(r.pick([500, 1900, 2030, 2050, 3000, 3900, 4200, 6000]))}`, 'STARTTLS']) }),
  (r) => ({ ehlo: lines(250, ['x'.repeat(r.pick([1000, 2041, 2050, 4090])), 'STARTTLS', 'SIZE']) }),
  (r) => ({ ehlo: `${r.pick([500, 501, 502, 504, 550, 554, 450, 451, 452, 530])} no\r\n` }),
  (r) => ({ ehlo: lines(r.pick([500, 550, 451]), ['no', 'not', 'here']) }),
  (r) => ({ ehlo: [`${r.pick([451, 550, 500])} once\r\n`, lines(250, offer(r))] }),
  (r) => ({ ehlo: { say: '421 closing\r\n', then: 'close' } }),
  (r) => ({ ehlo: { then: r.pick(END_BY) } }),
  (r) => ({ ehlo: { say: '250-%h\r\n', wait: r.pick([300, 700]), say2: '250-STARTTLS\r\n250 SIZE\r\n' } }),
  () => ({ ehlo: { say: '250-%h\r\n250-STAR', wait: 400, say2: 'TTLS\r\n250 SIZE\r\n' } }),
  () => ({ ehlo: '250 %h\r\n250 STARTTLS\r\n250 SIZE\r\n' }),
  (r) => ({ ehlo: `250 %h\r\n${r.pick(['stray\r\n', '\r\n', '250-more\r\n'])}` }),
  (r) => ({ ehlo: `250-%h\r\n250-STARTTLS\r\n250${r.pick(['\r\n', '\t\r\n', 'x\r\n', '  \r\n', '\0\r\n'])}` }),
  (r) => ({ ehlo: '500 what\r\n', helo: r.pick(['500 what\r\n', '550 no\r\n', '250-%h\r\n250 STARTTLS\r\n', '220 %h\r\n', '\r\n250 %h\r\n', '250-%h\r\n220 %h\r\n', '421 no\r\n']) }),
  (r) => ({ ehlo: `${r.pick([354, 600, 199, 300])} %h\r\n` }),
];

const STARTTLS = [
  (r) => ({ starttls: `${r.pick([200, 250, 221, 299])} go\r\n` }),
  (r) => ({ starttls: r.pick(['220\r\n', '220 \r\n', '220-go\r\n220 now\r\n', '220 go\n', '220 go\r\r\n', '220 g\0o\r\n']) }),
  (r) => ({ starttls: `${r.pick([454, 450, 451, 502, 500, 501, 503, 550, 554, 530])} no\r\n` }),
  (r) => ({ starttls: lines(r.pick([454, 554]), ['no', 'TLS']) }),
  () => ({ starttls: { say: '421 no\r\n', then: 'close' } }),
  (r) => ({ starttls: { then: r.pick(END_BY) } }),
  (r) => ({ starttls: { say: '220 go\r\n', then: r.pick(END_BY) } }),
  (r) => ({ starttls: `220-go\r\n${r.pick([250, 454, 554])} now\r\n`, decides: r.pick(['first', 'last']) }),
  (r) => ({ starttls: `${r.pick([454, 554])}-go\r\n220 now\r\n`, decides: r.pick(['first', 'last']) }),
  (r) => ({ starttls: `${r.pick(['\r\n', 'well\r\n'])}220 go\r\n` }),
  (r) => ({ starttls: { wait: r.pick([300, 900]), say2: '220 go\r\n' } }),
  (r) => ({ starttls: [`${r.pick([454, 554])} not the first time\r\n`, '220 go\r\n'] }),
  () => ({ starttls: '354 go\r\n' }),
];

const tls = (part) => ({ tls: part });
const TLS = [
  (r) => tls({ request: 'wanted', ...r.pick([{}, { max: 'TLSv1.2' }, { min: 'TLSv1.3' }]) }),
  (r) => tls({ request: 'required', ...r.pick([{}, { max: 'TLSv1.2' }, { min: 'TLSv1.3' }]) }),
  (r) => tls({ refuse: { what: 'anything', how: r.pick([40, 70, 80, 47, 112, 'close', 'reset', 'garbage']) } }),
  (r) => tls({ refuse: { what: 'name', how: r.pick([112, 40, 'close', 'reset']) } }),
  (r) => tls({ refuse: { what: r.pick(['post-quantum', 'large', 'brainpool']), how: r.pick([40, 47, 80, 'close', 'reset']) } }),
  (r) => tls({ refuse: { what: 'no post-quantum', how: r.pick([40, 80]) } }),
  (r) => tls({ refuse: { what: 'supported versions', how: 70 }, max: 'TLSv1.2' }),
  (r) => tls({ warn: 112, max: r.pick(['TLSv1.2', 'TLSv1.3']) }),
  (r) => tls({ certificate: r.pick(['chain90', 'chain110', 'chain190']), ...r.pick([{ max: 'TLSv1.2' }, { min: 'TLSv1.3' }]) }),
  (r) => tls({ certificate: r.pick(['ecdsa', 'rsa1024', 'ed25519']) }),
  (r) => tls(r.pick([{ min: 'TLSv1', max: 'TLSv1' }, { min: 'TLSv1.1', max: 'TLSv1.1' }, { min: 'TLSv1', max: 'TLSv1.2' }])),
  (r) => tls({ max: 'TLSv1.2', ciphers: r.pick(['ECDHE-RSA-CAMELLIA256-SHA384', 'AES128-SHA', 'AES256-GCM-SHA384', 'DHE-RSA-AES128-SHA', 'ECDHE-RSA-CHACHA20-POLY1305', 'ECDHE-RSA-AES128-SHA', 'DHE-RSA-AES256-GCM-SHA384',
    'AES128-CCM8', 'CAMELLIA128-SHA', 'DHE-RSA-ARIA128-GCM-SHA256', 'ECDHE-RSA-NULL-SHA', 'NULL-SHA256']) }),
  () => tls({ max: 'TLSv1.2', certificate: 'none', ciphers: 'AECDH-AES256-SHA' }),
  () => tls({ max: 'TLSv1.2', certificate: 'none', ciphers: 'ADH-AES256-GCM-SHA384' }),
  () => tls({ max: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256' }),
  (r) => tls({ min: 'TLSv1.3', ciphers: r.pick(['TLS_AES_128_CCM_SHA256:DEFAULT', 'TLS_AES_128_CCM_8_SHA256:DEFAULT', 'TLS_CHACHA20_POLY1305_SHA256:DEFAULT', 'TLS_AES_256_GCM_SHA384:DEFAULT']) }),
  (r) => tls({ groups: r.pick(['P-521', 'P-384', 'X448', 'brainpoolP256r1', 'secp256k1', 'P-256']), ...r.pick([{ max: 'TLSv1.2' }, { min: 'TLSv1.3' }, {}]) }),
  (r) => tls({ then: r.pick(['close', 'fin', 'reset']), ...r.pick([{ max: 'TLSv1.2' }, { min: 'TLSv1.3' }]) }),
];

const INSIDE = [
  (r) => ({ inside: { ehlo: { then: r.pick(END_BY) } } }),
  (r) => ({ inside: { ehlo: `${r.pick([500, 502, 550, 554, 451, 501])} no\r\n` } }),
  (r) => ({ inside: { ehlo: `${r.pick([500, 550])} no\r\n`, helo: r.pick(['500 no\r\n', '550 no\r\n', '451 no\r\n']) } }),
  () => ({ inside: { ehlo: '250 %h\r\n' } }),
  (r) => ({ inside: { ehlo: r.pick(['252 %h\r\n', '250-%h\r\n220 ok\r\n', '220 %h\r\n', '550-%h\r\n250 ok\r\n', '250-%h\r\n550 ok\r\n', '250-%h\r\n250-STARTTLS\r\n250 SIZE\r\n']) } }),
  (r) => ({ inside: { ehlo: r.pick(['garbage\r\n250 %h\r\n', '\r\n250 %h\r\n', '250-%h\r\n\r\n250 SIZE\r\n', '250-%h\n250 SIZE\n', '250-%h\r\r\n250 SIZE\r\r\n', '250\r\n']) } }),
  () => ({ inside: { ehlo: { say: 'what is this?\r\n', then: 'close' } } }),
  () => ({ inside: { ehlo: { say: '421 closing\r\n', then: 'close' } } }),
  (r) => ({ inside: { ehlo: { say: '250-%h\r\n', then: r.pick(END_BY) } } }),
  (r) => ({ inside: { ehlo: { wait: r.pick([300, 900]), say2: '250 %h\r\n' } } }),
  (r) => ({ inside: { ehlo: lines(250, filler(r.pick([30, 120, 300]))) } }),
];

// Left out, since a check does not see so far: text in the packet of the go-ahead for TLS, which Postfix throws away before the handshake.

/** A server that is silent somewhere: few of them, since everybody waits. */
const SILENT = [
  () => ({ greeting: { then: 'silent' } }),
  () => ({ ehlo: { then: 'silent' } }),
  () => ({ starttls: { then: 'silent' } }),
  () => ({ starttls: { say: '220 go\r\n', then: 'silent' } }),
  () => tls({ refuse: { what: 'anything', how: 'silent' } }),
  () => tls({ refuse: { what: 'post-quantum', how: 'silent' } }),
  () => ({ inside: { ehlo: { then: 'silent' } } }),
];
const GROUPS = [[GREETINGS, 2], [EHLO, 4], [STARTTLS, 2], [TLS, 4], [INSIDE, 2], [SILENT, 0.3]];

function oddity(random) {
  let at = random.next() * GROUPS.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [list, weight] of GROUPS) if ((at -= weight) < 0) return random.pick(list)(random);
  return {};
}

export function randomServer(random) {
  const server = {};
  const count = random.pick([1, 1, 1, 2, 2, 3]);
  for (let i = 0; i < count; ++i) Object.assign(server, oddity(random));
  if (random.chance(0.06)) {
    const otherwise = random.chance(0.6) ? { ehlo: lines(250, ['%h', 'SIZE']) } : oddity(random);
    return { ...server, share: { of: random.pick([0.2, 0.5, 0.8]), otherwise } };
  }
  return server;
}

const PRIVATE = ['10.0.0.5', '127.0.0.1', '0.0.0.0', '192.168.7.7', '169.254.3.4', '255.255.255.255', 'fe80::1', '::1', 'fd00::5', '64:ff9b::a00:5'];

/** { mx: [{ preference, name, servers, v6, at }], also }: see world.mjs. */
export function randomDomain(random) {
  const host = (preference, extra = {}) => ({ preference, name: random.pick(['mx', 'mx', 'mx', 'mx_', 'mail']) + preference, servers: [randomServer(random)], ...extra });
  const shape = random.next();
  if (shape < 0.6) return { mx: [host(10)] };
  if (shape < 0.72) return { mx: [host(10), { preference: 20, name: 'good', servers: [{}] }] };
  if (shape < 0.8) return { mx: [host(10), host(random.pick([10, 20]), { name: 'second' })] };
  if (shape < 0.84) return { mx: [host(10, { name: 'literal' }), ...(random.chance(0.5) ? [{ preference: 20, name: 'good', servers: [{}] }] : [])] };
  if (shape < 0.88) return { mx: [host(10, { servers: [randomServer(random), random.chance(0.5) ? {} : randomServer(random)] })] };
  if (shape < 0.92) return { mx: [host(10, { v6: [random.chance(0.5) ? {} : randomServer(random)] })] };
  if (shape < 0.95) return { mx: [host(10)], also: ['MX 0 .'] };
  return { mx: [...(random.chance(0.8) ? [host(10)] : []), { preference: random.pick([5, 20]), name: 'special', servers: [], at: [random.pick(PRIVATE)] }] };
}
