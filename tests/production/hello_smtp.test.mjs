// A server that says 220 to STARTTLS and reads on in clear text takes a ClientHello for lines of SMTP. None of a page's bytes can be one.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { clientHello, helloMessage, helloRetryRequest, records, ssl2Hello } from './client_hello.mjs';
import { makeWorld, pause } from './world.mjs';

const world = await makeWorld();
after(() => world.stop());
world.mail.behave('45.45.25.', { clearText: true });

const HOST = 'mx.naive.com';
const bytes = (text) => Buffer.from(text, 'latin1');
const filled = (text, size, filler = 'x') => { const b = Buffer.alloc(size, filler); bytes(text).copy(b); return b; };
/** In 32 bytes, in 16, or in a ticket of any length. */
const inSession = (text) => clientHello(HOST, { sessionId: filled(text, 32) });
const inRandom = (text) => clientHello(HOST, { random: filled(text, 32) });
const inShare = (text) => clientHello(HOST, { share: filled(text, 32) });
const inTicket = (text) => clientHello(HOST, { ticket: bytes(text) });
const inIdentity = (text) => clientHello(HOST, { identity: bytes(text) });

const MAIL = '\vMAIL FROM:<a@b.test>\r\n\vRCPT TO:<c@d.test>\r\n\vDATA\r\nSubject: hello\r\n\r\nbuy this\r\n.\r\n';
/** What fgets(512) makes a line of: the word stands behind 511 bytes, and no line end is near. */
const FGETS = 'y'.repeat(511) + 'MAIL FROM:<a@b.test> ';
const COMMANDS = ['MAIL FROM:', 'RCPT TO:', 'DATA\r', 'VRFY root', 'EXPN root', 'SEND FROM:', 'SOML FROM:', 'SAML FROM:', 'TURN\n', 'AUTH PLAIN', 'BDAT 4', 'ETRN a.test', 'ATRN a.test', 'BURL imap:', 'LHLO a.test', 'XCLIENT NAME=a', 'XFORWARD NAME=a', 'EHLO a.test', 'QUIT\r'];
const SPACES = ['\n', '\r', ' ', '\t', '\v', '\f', '\0', '\x1c', '\x01', '\x1f', '\x7f', '\x80', '\x85', '\xa0'];

/** A hello whose first record ends within or behind the words. */
function cutBehind(text) {
  const message = helloMessage(HOST, { sessionId: filled(`zz${text}`, 32) });
  const cut = message.indexOf(text) + text.length;
  return Buffer.concat([records(message.subarray(0, cut)), records(message.subarray(cut))]);
}

const REFUSED = [
  ["SSL 2.0's challenge", ssl2Hello(filled('\nVRFY root\r\n', 16))],
  ["SSL 2.0's challenge, no line end before it", ssl2Hello(filled('VRFY root ', 16))],
  ["SSL 2.0's challenge, a vertical tab", ssl2Hello(filled('\vmail from:a\r', 16))],
  ...SPACES.flatMap((space) => {
    const name = `0x${space.charCodeAt(0).toString(16).padStart(2, '0')}`;
    return [[`${name} before MAIL FROM`, inSession(`${space}MAIL FROM:<a@b.test>`)], [`${name} behind VRFY`, inSession(`\nVRFY${space}root`)], [`${name} behind VRFY, no line end before it`, inSession(`zzVRFY${space}root`)]];
  }),
  ...COMMANDS.map((command) => [`${JSON.stringify(command)} amid other bytes`, inSession(`qq${command}`)]),
  ['in the random bytes', inRandom('\fMAIL FROM:<a@b.test>')],
  ['in a key share', inShare('\x1cMAIL FROM:<a@b.test>')],
  ['in lower and upper case', inSession('zzmAiL fRoM:<a@b.test>')],
  ['a whole mail in a ticket', inTicket(MAIL)],
  ['a whole mail in the identity of a pre-shared key', inIdentity(MAIL)],
  ['for a server that reads by fgets(512)', inTicket(FGETS)],
  ['the last bytes of a record, a record header behind them', cutBehind('VRFY')],
  ['the last bytes of a record, with the space', cutBehind('VRFY ')],
];
const TAKEN = [
  ['nothing of the kind', clientHello(HOST)],
  ['words that only begin like a command', inSession('zzMAILBOX and DATABASE')],
];

async function say(name, page, hello, host = HOST) {
  const before = world.mail.seen().length;
  const probe = page.probe(host, '45.45.25.25', hello);
  await probe.until(({ stages }) => stages.includes('handshake'));
  if (!probe.last) { probe.finish(); await probe.ended; }
  return { name, probe, heard: Buffer.concat(world.mail.seen().slice(before).map((connection) => connection.bytes)) };
}

const RAISED = { settings: { limits: { connections: 1000, per_address: 200, handshake_ms: 2000 }, budget: { target_connections: 4, target_spacing_ms: 1, target_burst: 1000, target_per_minute: 60000 } } };
const of = world.domain('naive.com', ['45.45.25.25'], HOST);

test('no byte of a ClientHello with words of SMTP in it reaches a server', async () => {
  await world.with(RAISED, async () => {
    const page = await world.ready('45.45.21.1', of);
    const passed = [];
    for (const [name, hello] of REFUSED) {
      const { probe, heard } = await say(name, page, hello);
      if (probe.last.type !== 'refused' || probe.last.rule !== 'client-hello-smtp' || heard.length > 0) passed.push(`${name}: ${JSON.stringify(probe.last)}, the server heard ${JSON.stringify(heard.toString('latin1').slice(-60))}`);
    }
    page.close();
    assert.deepEqual(passed, [], `${passed.length} of ${REFUSED.length} were let through`);
  });
});

test('a ClientHello without them does', async () => {
  await world.with(RAISED, async () => {
    const page = await world.ready('45.45.21.1', of);
    for (const [name, hello] of TAKEN) {
      const { probe, heard } = await say(name, page, hello);
      assert.notEqual(probe.last.type, 'refused', `${name}: ${JSON.stringify(probe.last)}`);
      assert.ok(heard.includes(hello), `${name}: the server heard it whole`);
    }
    page.close();
  });
});

test('a host may be called mail', async () => {
  const named = world.domain('postbox.mail', ['45.45.25.25'], 'data.mail');
  await world.with(RAISED, async () => {
    const page = await world.ready('45.45.21.1', named);
    const { probe } = await say('its name', page, clientHello(named.host), named.host);
    assert.notEqual(probe.last.type, 'refused', JSON.stringify(probe.last));
    const twice = await say('its name and more', page, clientHello(named.host, { sessionId: filled('data.mail ', 32) }), named.host);
    assert.equal(twice.probe.last.rule, 'client-hello-smtp', JSON.stringify(twice.probe.last));
    page.close();
  });
});

test('nor does one in the second ClientHello, behind a HelloRetryRequest', async () => {
  await world.with(RAISED, async () => {
    const sessionId = Buffer.alloc(32, 0xc5);
    const first = clientHello(HOST, { sessionId });
    for (const words of ['\vMAIL FROM:<a@b.test>', 'zzVRFY root', '\nRCPT TO:']) {
      world.mail.behave('45.45.25.', { clearText: true, hello: helloRetryRequest(sessionId) });
      const page = await world.ready('45.45.21.1', of);
      const before = world.mail.seen().length;
      const probe = page.probe(HOST, '45.45.25.25', first);
      await probe.until(({ fromServer }) => fromServer.includes(Buffer.from('cf21ad74', 'hex')));
      assert.equal(probe.last, undefined, `the first ClientHello was said: ${JSON.stringify(probe.last)}`);
      probe.say(first.length, clientHello(HOST, { sessionId, random: filled(words, 32), share: Buffer.alloc(32, 0xd3) }));
      await probe.ended;
      await pause(50);
      assert.equal(probe.refused?.rule, 'client-hello-smtp', JSON.stringify(probe.refused ?? probe.last));
      assert.ok(!Buffer.concat(world.mail.seen().slice(before).map((c) => c.bytes)).includes(words), 'the server heard them');
      page.close();
    }
  });
});
