// Starts TLS servers and puts SMTP with STARTTLS in front of them.
import { spawn } from 'node:child_process';
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const ended = (child) => child.exitCode !== null || child.signalCode !== null;

/** Waits until something listens on the port, or the process is gone. */
async function listening(port, child) {
  for (let attempt = 0; attempt < 200; ++attempt) {
    if (ended(child)) throw new Error(`server ended: ${child.words}`);
    const open = await new Promise((resolve) => {
      const socket = net.connect(port, '127.0.0.1');
      socket.on('connect', () => (socket.destroy(), resolve(true)));
      socket.on('error', () => resolve(false));
    });
    if (open) return;
    await sleep(20);
  }
  throw new Error('server does not listen');
}

/** A TLS server as a child process; its standard input stays open because some end with it. */
export async function startTlsServer(command, args, port, environment = {}) {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...environment } });
  child.words = '';
  const keep = (data) => (child.words = (child.words + data).slice(-2000));
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  child.stdin.on('error', () => {});
  await listening(port, child);
  return {
    words: () => child.words,
    stop: () =>
      new Promise((resolve) => {
        if (ended(child)) return resolve();
        child.on('exit', resolve);
        child.kill('SIGKILL');
      }),
  };
}

/** Speaks SMTP up to STARTTLS, then connects the client with the TLS server behind. */
export function startFront(tlsPort) {
  const clients = new Set();
  const server = net.createServer((client) => {
    clients.add(client);
    client.on('close', () => clients.delete(client));
    let text = '';
    client.on('error', () => {});
    client.write('220 mx.example.test ESMTP\r\n');
    const onData = (data) => {
      text += data.toString('latin1');
      let end;
      while ((end = text.indexOf('\r\n')) >= 0) {
        const line = text.slice(0, end).toUpperCase();
        text = text.slice(end + 2);
        if (line.startsWith('EHLO')) {
          client.write('250-mx.example.test\r\n250 STARTTLS\r\n');
        } else if (line === 'STARTTLS') {
          client.removeListener('data', onData);
          client.pause();
          const behind = net.connect({ port: tlsPort, host: '127.0.0.1', allowHalfOpen: false }, () => {
            client.write('220 2.0.0 Ready to start TLS\r\n');
            client.pipe(behind);
            behind.pipe(client);
          });
          behind.on('error', () => client.destroy());
          behind.on('close', () => client.end());
          client.on('close', () => behind.destroy());
          return;
        } else {
          client.write(line === 'QUIT' ? '221 2.0.0 Bye\r\n' : '502 5.5.2 Command not recognized\r\n');
        }
      }
    };
    client.on('data', onData);
  });
  const stop = () =>
    new Promise((done) => {
      server.close(done);
      for (const client of clients) client.destroy();
    });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve({ port: server.address().port, stop })));
}

export async function freePort() {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
