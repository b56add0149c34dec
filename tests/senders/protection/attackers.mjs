// Somebody on the way to a mail server: he passes on what both say, but for what he came for.
import { createServer, connect } from 'node:net';

import { fatal } from '../odd_tls.mjs';

const HANDSHAKE_FAILURE = 40;

/** What becomes of the server's words. */
const fromServer = {
  strip: (text) => text.replace(/250-STARTTLS\r\n/g, ''),
};

/** Starts all of `proxies`: { address, to, how: 'strip' | 'refuse' | 'break' }. */
export async function startAttackers(proxies) {
  const sockets = new Set(), listeners = [];
  for (const { address, to, how } of proxies) {
    const listener = createServer((client) => {
      const server = connect(25, to);
      let tls = false;
      for (const [socket, other] of [[client, server], [server, client]]) {
        sockets.add(socket);
        socket.on('error', () => other.destroy());
        socket.on('close', () => { sockets.delete(socket); other.end(); });
      }
      server.on('data', (data) => client.write(fromServer[how] ? Buffer.from(fromServer[how](data.toString('latin1')), 'latin1') : data));
      client.on('data', (data) => {
        if (tls && how === 'break') { client.end(fatal(HANDSHAKE_FAILURE)); server.destroy(); return; }
        const asked = /^STARTTLS\r\n/im.test(data.toString('latin1'));
        if (asked && how === 'refuse') { client.write('554 5.7.0 no\r\n'); return; }
        tls ||= asked;
        server.write(data);
      });
    });
    await new Promise((resolve, reject) => listener.once('error', reject).listen({ port: 25, host: address, backlog: 200 }, resolve));
    listeners.push(listener);
  }
  return { stop: () => { for (const s of sockets) s.destroy(); for (const l of listeners) l.close(); } };
}
