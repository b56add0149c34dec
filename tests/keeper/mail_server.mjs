// A mail server without STARTTLS that lets its visitors wait: enough for a check to be running, and to end.
import { createServer } from 'node:net';

/**
 * Listens on one free port of several loopback addresses. greetings: { address: milliseconds until its greeting, or null for never }.
 * connected: resolves when that address has its first visitor. visits: how many there were.
 */
export async function startMailServers(greetings) {
  const servers = [];
  const connected = {};
  const visits = {};
  let port = 0;
  for (const [address, wait] of Object.entries(greetings)) {
    let tell;
    visits[address] = 0;
    connected[address] = new Promise((resolve) => { tell = resolve; });
    const server = createServer((socket) => {
      tell();
      visits[address] += 1;
      socket.on('error', () => {});
      const timer = wait === null ? undefined : setTimeout(() => socket.write('220 mx.test ESMTP\r\n'), wait);
      socket.on('close', () => clearTimeout(timer));
      socket.on('data', (bytes) => {
        const line = bytes.toString('latin1');
        if (line.startsWith('EHLO')) socket.write('250 mx.test\r\n');
        if (line.startsWith('QUIT')) socket.end('221 bye\r\n');
      });
    });
    await new Promise((resolve, reject) => server.once('error', reject).listen(port, address, resolve));
    ({ port } = server.address());
    servers.push(server);
  }
  return {
    port,
    connected,
    visits,
    stop: () => {
      for (const server of servers) {
        server.close();
        server.closeAllConnections?.();
      }
    },
  };
}
