// A relay behind TLS, as most are: the real relay, with an HTTPS server in front of it and an authority of its own.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import net from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { startDns } from '../keeper/dns_server.mjs';
import { startMailServers } from '../keeper/mail_server.mjs';
import { labSettings, startRelay } from '../keeper/program.mjs';
import { mailglass, temporaryFolder } from './mailglass.mjs';

const folder = temporaryFolder('mailglass-front-');
// Its DNS has a root that nobody signed.
const anchors = join(folder, 'anchors.txt');
writeFileSync(anchors, '');

const openssl = (args, when) => execFileSync(when ? 'faketime' : 'openssl', when ? [when, 'openssl', ...args] : args, { cwd: folder, stdio: 'pipe' });

/** An authority, in NAME.pem. */
function authority(name) {
  openssl(['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', `${name}.key`, '-out', `${name}.pem`, '-days', '60', '-subj', `/CN=${name}`]);
  return join(folder, `${name}.pem`);
}

/** A certificate of it for these names. */
function certificate(name, by, names, when) {
  writeFileSync(join(folder, `${name}.ext`), `subjectAltName=${names}\n`);
  openssl(['req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', '/CN=localhost']);
  openssl(['x509', '-req', '-in', `${name}.csr`, '-CA', `${by}.pem`, '-CAkey', `${by}.key`, '-CAcreateserial', '-days', '30', '-extfile', `${name}.ext`, '-out', `${name}.pem`], when);
  return { key: readFileSync(join(folder, `${name}.key`)), cert: readFileSync(join(folder, `${name}.pem`)) };
}

const listening = (server) => new Promise((done) => server.listen(0, '127.0.0.1', () => done(server.address().port)));

/** An HTTPS server that hands WebSockets on to the relay. `hellos`: what each connection began with; `names`: the names that were asked for. */
async function startFront(relayPort, credentials) {
  const hellos = [], names = [], sockets = new Set();
  const tls = https.createServer(credentials, (_, response) => response.end());
  tls.on('secureConnection', (socket) => names.push(socket.servername));
  tls.on('tlsClientError', () => {});
  tls.on('upgrade', (request, socket, head) => {
    const relay = net.connect(relayPort, '127.0.0.1', () => {
      const lines = [`GET ${request.url} HTTP/1.1`];
      for (let i = 0; i < request.rawHeaders.length; i += 2) lines.push(`${request.rawHeaders[i]}: ${request.rawHeaders[i + 1]}`);
      relay.write(`${lines.join('\r\n')}\r\n\r\n`);
      relay.write(head);
      socket.pipe(relay).pipe(socket);
    });
    relay.on('error', () => socket.destroy());
    socket.on('error', () => relay.destroy());
  });
  const inner = await listening(tls);
  const outer = net.createServer((client) => {
    sockets.add(client);
    client.once('data', (hello) => {
      hellos.push(hello);
      const behind = net.connect(inner, '127.0.0.1');
      behind.write(hello);
      client.pipe(behind).pipe(client);
      for (const [one, other] of [[client, behind], [behind, client]]) one.on('error', () => other.destroy());
    });
  });
  const port = await listening(outer);
  return {
    port, hellos, names,
    stop() {
      outer.close();
      tls.close();
      tls.closeAllConnections();
      for (const socket of sockets) socket.destroy();
    },
  };
}

describe('a relay behind TLS', { timeout: 120_000 }, () => {
  let dns, mail, relay, ours, others, good, elsewhere, expired;
  const fronts = [];
  const front = async (credentials) => {
    fronts.push(await startFront(relay.port, credentials));
    return fronts.at(-1);
  };
  const check = (url, roots, ...more) => mailglass('plain.test', '--relay', url, '--roots', roots, '--trust-anchor', anchors, '--depth', 'headline', '--json', ...more);

  before(async () => {
    ours = authority('ours');
    others = authority('others');
    mail = await startMailServers({ '127.0.41.1': 0 });
    dns = await startDns({ 'plain.test': '127.0.41.1' });
    relay = await startRelay(join(folder, 'relay.toml'), labSettings(dns, mail));
    good = await front(certificate('good', 'ours', 'DNS:localhost,IP:127.0.0.1'));
    elsewhere = await front(certificate('elsewhere', 'ours', 'DNS:elsewhere.example,DNS:*.localhost'));
    expired = await front(certificate('expired', 'ours', 'DNS:localhost', '2024-01-01 00:00:00'));
  });
  after(() => {
    for (const one of fronts) one.stop();
    relay?.kill('SIGKILL');
    mail?.stop();
    dns?.stop();
  });

  test('is reached by its WebSocket and by its page, by name and by address', async () => {
    for (const url of [`wss://localhost:${good.port}/ws`, `https://localhost:${good.port}/`, `wss://127.0.0.1:${good.port}`]) {
      const { code, stdout, stderr } = await check(url, ours);
      assert.equal(stderr, '', url);
      assert.equal(code, 2, url);
      const report = JSON.parse(stdout);
      assert.equal(report.relay.ehlo, 'relay.keeper.test');
      assert.equal(report.verdict.because, 'none-encrypted');
    }
    assert.deepEqual(good.names, ['localhost', 'localhost', false], 'the name is asked for (SNI), an address is none');
  });

  test('no two sessions begin with the same random bytes', async () => {
    const before = good.hellos.length;
    for (let run = 0; run < 2; run++) assert.equal((await check(`wss://localhost:${good.port}/ws`, ours)).code, 2);
    // RFC 8446 section 4.1.2: behind the record's header, the message's and the version stand 32 random bytes, and the session's id of 32.
    const begun = good.hellos.slice(before).map((hello) => [hello.subarray(11, 43).toString('hex'), hello.subarray(44, 76).toString('hex')]);
    assert.equal(begun.length, 2);
    assert.equal(new Set(begun.flat()).size, 4);
  });

  const refused = {
    'of an authority that is not trusted': [() => [good, others], /^mailglass: the relay could not be reached: its certificate is not of an authority that is trusted here \(--roots names others\)\n$/],
    'for another name': [() => [elsewhere, ours], /^mailglass: the relay could not be reached: its certificate is not for that name\n$/],
    'out of date': [() => [expired, ours], /^mailglass: the relay could not be reached: its certificate is out of date, or not valid yet; or this machine’s clock is wrong\n$/],
  };
  for (const [what, [where, said]] of Object.entries(refused)) {
    test(`with a certificate ${what} is refused, in one sentence, before anything is said`, async () => {
      const [{ port, names }, roots] = where();
      const before = names.length;
      const { code, stdout, stderr } = await check(`wss://localhost:${port}/ws`, roots);
      assert.match(stderr, said);
      assert.equal(code, 69);
      assert.equal(JSON.parse(stdout).relay, null);
      assert.equal(names.length, before);
    });
  }

  test('that speaks no TLS is said so', async () => {
    const { code, stderr } = await check(`wss://127.0.0.1:${relay.port}/ws`, ours);
    assert.equal(code, 69);
    assert.match(stderr, /^mailglass: the relay could not be reached: no TLS session could be made with it\n$/);
  });

  test('evidence and replay are the same as through any other one', async () => {
    const file = join(folder, 'evidence.json');
    const { stdout } = await check(`wss://localhost:${good.port}/ws`, ours, '--evidence', file);
    const again = await mailglass('replay', file, '--roots', ours, '--trust-anchor', anchors, '--json');
    assert.equal(again.code, 2);
    assert.deepEqual(JSON.parse(again.stdout).verdict, JSON.parse(stdout).verdict);
  });
});
