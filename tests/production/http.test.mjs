// What the relay takes from whom on its HTTP side.
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, test } from 'node:test';

import { textFrame, upgrade } from './websocket.mjs';
import { makeWorld, pause } from './world.mjs';

const world = await makeWorld();
after(() => world.stop());

/** The status of the answer to these very bytes; 0 if there was none. */
function raw(bytes) {
  return new Promise((done) => {
    const socket = connect({ host: '45.45.1.1', port: world.relay.port, localAddress: '45.45.21.1' }, () => socket.write(bytes));
    let text = '';
    const end = () => { clearTimeout(timer); socket.destroy(); done(Number(text.match(/^HTTP\/1\.[01] (\d{3})/)?.[1] ?? 0)); };
    const timer = setTimeout(end, 5000);
    socket.on('data', (more) => { text += more; if (text.includes('\r\n')) end(); });
    socket.on('error', end);
    socket.on('close', end);
  });
}

test('a request that two programs could read in two ways is refused', async () => {
  await world.with({}, async () => {
    const get = (fields, version = '1.1') => `GET /healthz HTTP/${version}\r\n${fields}\r\n`;
    const host = 'Host: relay.world.com\r\n';
    const wrong = [];
    for (const [what, bytes, status] of [
      ['a plain request', get(host), 200],
      ['HTTP/1.0 needs no Host', get('', '1.0'), 200],
      ['no Host', get(''), 400],
      ['two Hosts', get(`${host}Host: other.com\r\n`), 400],
      ['Transfer-Encoding: gzip', get(`${host}Transfer-Encoding: gzip\r\n`), 400],
      ['Transfer-Encoding: identity', get(`${host}Transfer-Encoding: identity\r\n`), 400],
      ['Transfer-Encoding: gzip, chunked', `${get(`${host}Transfer-Encoding: gzip, chunked\r\n`)}0\r\n\r\n`, 400],
      ['Transfer-Encoding: chunked, chunked', `${get(`${host}Transfer-Encoding: chunked, chunked\r\n`)}0\r\n\r\n`, 400],
      ['Transfer-Encoding: xchunked', `${get(`${host}Transfer-Encoding: xchunked\r\n`)}0\r\n\r\n`, 400],
      ['Transfer-Encoding and Content-Length', `${get(`${host}Transfer-Encoding: chunked\r\nContent-Length: 5\r\n`)}0\r\n\r\n`, 400],
    ]) {
      const got = await raw(bytes);
      if (got !== status) wrong.push(`${what}: ${got}, not ${status}`);
    }
    assert.deepEqual(wrong, []);
  });
});

/** As many sessions as these headers get, one after another. */
async function admitted(local, forwarded) {
  const pages = [];
  for (const header of forwarded) pages.push(await world.page(local, header === undefined ? {} : { headers: { 'X-Forwarded-For': header } }));
  const result = pages.map((page) => !page.refused);
  pages.forEach((page) => page.close());
  await pause(200);
  return result;
}

test('a proxy that is trusted says whose session it is, with a port or without; another one says nothing', async () => {
  await world.with({ settings: { trusted_proxies: ['45.45.2.1', '45.45.3.0/24'], budget: { sessions_per_client: 2 } } }, async () => {
    const cases = [
      ['one client, its port changing', '45.45.2.1', ['45.45.70.1:4711', '45.45.70.1:4712', '45.45.70.1:4713', '45.45.70.1'], [true, true, false, false]],
      ['other clients, each with a port', '45.45.2.1', ['45.45.71.1:1', '45.45.72.1:1', '45.45.73.1:1', '45.45.74.1:1'], [true, true, true, true]],
      ['IPv6, in brackets and with a port', '45.45.3.9', ['[2a0e:4545:71::1]:443', '[2a0e:4545:71::1]:444', '[2a0e:4545:71::1]', '2a0e:4545:71::1', '[2a0e:4545:72::1]:443'], [true, true, false, false, true]],
      ['one that is not trusted', '45.45.4.1', ['45.45.75.1', '45.45.76.1', '45.45.77.1'], [true, true, false]],
      ['what a client itself has said before the proxy’s word', '45.45.2.1', ['1.1.1.1, 45.45.78.1', '2.2.2.2, 45.45.78.1', '3.3.3.3, 45.45.78.1'], [true, true, false]],
    ];
    for (const [what, local, forwarded, expected] of cases) assert.deepEqual(await admitted(local, forwarded), expected, what);
  });
});

const upgradeStatus = (headers) => upgrade({ port: world.relay.port, host: '127.0.0.1', headers }).then((socket) => { socket.destroy(); return 101; }, (error) => Number(error.message.match(/\d+$/)?.[0] ?? 0));

test('in a lab, where every address can be had, pages of other origins are kept out although any may use the relay elsewhere', async () => {
  await world.with({ args: ['--lab'] }, async () => {
    assert.equal(await upgradeStatus({ Origin: 'https://evil.example' }), 403);
    assert.equal(await upgradeStatus({ Origin: 'null' }), 403);
    assert.equal(await upgradeStatus({ Origin: `http://127.0.0.1:${world.relay.port}` }), 101);
    assert.equal(await upgradeStatus({}), 101);
  });
  await world.with({}, async () => assert.equal(await upgradeStatus({ Origin: 'https://other.example' }), 101));
});

/** Says the same message as fast as it is taken. Resolves with what came of it. */
async function flood(message, ms) {
  const page = await world.page('45.45.21.1');
  await page.open('flood.com');
  const used = await page.lookup('flood.com', 'MX');
  const one = textFrame(message(used.id));
  const block = Buffer.concat(Array(Math.ceil((1 << 17) / one.length)).fill(one));
  const end = performance.now() + ms;
  const before = page.socket.bytesReceived;
  while (performance.now() < end && !page.closed) {
    // It leaves this process time to be the visitor as well.
    if (page.socket.socket.writable && page.socket.socket.writableLength < 1 << 18) page.socket.socket.write(block);
    await pause(2);
  }
  const { closed } = page;
  const taken = page.socket.socket.bytesWritten - page.socket.socket.writableLength;
  page.socket.destroy();
  return { closed, taken, heard: page.socket.bytesReceived - before };
}

for (const [what, message] of [
  ['that break a rule', () => '{}'],
  ['that are in order and mean nothing any more', (id) => JSON.stringify({ type: 'finish', id })],
  ['of 100,000 bytes', () => JSON.stringify({ type: 'open', domain: 'a.com', more: 'x'.repeat(100000) })],
]) {
  test(`a flood of messages ${what} ends, and meets nobody else`, async () => {
    await world.with({}, async () => {
      const { most } = await world.usual();
      const flooding = flood(message, 3000);
      await world.visitsWhile(flooding, most);
      const { closed, taken } = await flooding;
      assert.ok(closed, `the session goes on after ${taken} bytes`);
    });
  });
}
