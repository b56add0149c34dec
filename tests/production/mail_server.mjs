// Every address of the network is a mail server: one listener on port 25 that behaves by the address it was reached at, and keeps what it saw.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecureContext, TLSSocket } from 'node:tls';

function selfSigned() {
  const folder = mkdtempSync(join(tmpdir(), 'mailglass-certificate-'));
  try {
    execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '30', '-subj', '/CN=mail.world',
      '-keyout', join(folder, 'key'), '-out', join(folder, 'certificate')], { stdio: 'ignore' });
    return createSecureContext({ key: readFileSync(join(folder, 'key')), cert: readFileSync(join(folder, 'certificate')) });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const plain = (address) => address.replace(/^::ffff:/, '');

/**
 * A polite SMTP server with STARTTLS, by `behaviour`:
 *   greetingMs, replyMs: how long it takes; clearText: it says 220 to STARTTLS and goes on reading in clear; hello: bytes it says after the first
 *   ClientHello; turnAway: it greets with 554.
 */
export async function mailServers() {
  const context = selfSigned();
  const behaviours = [];
  const connections = [];
  const opened = new Set();

  const later = (ms, what) => (ms ? setTimeout(what, ms) : what());

  function serve(socket) {
    const address = plain(socket.localAddress ?? '');
    const behaviour = behaviours.findLast(({ prefix }) => address.startsWith(prefix)) ?? {};
    const seen = { address, at: performance.now(), bytes: Buffer.alloc(0), open: true };
    connections.push(seen);
    opened.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.on('close', () => { seen.open = false; seen.closedAt = performance.now(); opened.delete(socket); });
    const say = (text) => later(behaviour.replyMs, () => socket.writable && socket.write(text));

    let line = '', secured = false;
    const onData = (bytes) => {
      seen.bytes = Buffer.concat([seen.bytes, bytes]);
      if (secured) {
        if (behaviour.hello && seen.bytes.length > 64) { socket.write(behaviour.hello); behaviour.hello = undefined; }
        return;
      }
      line += bytes.toString('latin1');
      for (let end; (end = line.indexOf('\n')) >= 0; line = line.slice(end + 1)) {
        const word = line.slice(0, 8).toUpperCase();
        if (word.startsWith('EHLO')) say('250-mail.world\r\n250-PIPELINING\r\n250 STARTTLS\r\n');
        else if (word.startsWith('STARTTLS')) {
          secured = true;
          if (behaviour.clearText) say('220 go ahead\r\n');
          else later(behaviour.replyMs, startTls);
        } else if (word.startsWith('QUIT')) { later(behaviour.replyMs, () => socket.end('221 bye\r\n')); }
        else say('502 what?\r\n');
      }
    };
    const startTls = () => {
      if (!socket.writable) return;
      socket.off('data', onData);
      socket.pause();
      socket.write('220 go ahead\r\n');
      const tls = new TLSSocket(socket, { isServer: true, secureContext: context });
      tls.on('error', () => socket.destroy());
      tls.on('data', (bytes) => {
        const word = bytes.toString('latin1').toUpperCase();
        if (word.startsWith('EHLO')) tls.write('250-mail.world\r\n250 PIPELINING\r\n');
        else if (word.startsWith('QUIT')) tls.end('221 bye\r\n');
      });
    };
    socket.on('data', onData);
    later(behaviour.greetingMs, () => socket.writable && socket.write(behaviour.turnAway ? '554 not now\r\n' : '220 mail.world ESMTP\r\n'));
  }

  const server = createServer(serve);
  await new Promise((done, failed) => server.once('error', failed).listen({ port: 25, host: '::', backlog: 4096 }, done));
  return {
    /** From now on, what is reached at an address that begins so behaves so. The last one said counts. */
    behave: (prefix, behaviour) => behaviours.push({ prefix, ...behaviour }),
    /** Connections seen so far at addresses that begin so. */
    seen: (prefix = '') => connections.filter(({ address }) => address.startsWith(prefix)),
    stop() {
      server.close();
      for (const socket of opened) socket.destroy();
    },
  };
}
