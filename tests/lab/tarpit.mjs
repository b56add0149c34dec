// A tarpit in front of a real mail server: everything the server says comes late.
import { connect, createServer } from 'node:net';

/** Listens on `address` and passes bytes on to `behind`, both on port 25; each piece that comes back is held for `ms`. */
export function startTarpit({ address, behind, ms }) {
  const sockets = new Set();
  const listener = createServer((client) => {
    const server = connect({ host: behind, port: 25 });
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => { client.destroy(); server.destroy(); });
      socket.on('close', () => sockets.delete(socket));
    }
    client.pipe(server);
    const late = (what) => setTimeout(() => { if (!client.destroyed) what(); }, ms);
    server.on('data', (data) => late(() => client.write(data)));
    server.on('end', () => late(() => client.end()));
  });
  const stop = () => {
    for (const socket of sockets) socket.destroy();
    listener.close();
  };
  return new Promise((resolve, reject) => listener.once('error', reject).listen(25, address, () => resolve({ log: () => '', stop })));
}
