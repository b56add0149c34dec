// Servers that do what no well-kept mail server does, in a few lines each.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { createSecureContext, createServer as createTlsServer, TLSSocket } from 'node:tls';

const EHLO = (host, ...more) => [host, 'PIPELINING', ...more].map((line, i, all) => `250${i + 1 < all.length ? '-' : ' '}${line}\r\n`).join('');

/** Speaks SMTP line by line up to STARTTLS, then does as told. */
function speak(socket, { host, greeting, ehlo, starttls }) {
  let text = '';
  const on_data = (data) => {
    text += data.toString('latin1');
    for (let end; (end = text.indexOf('\n')) >= 0;) {
      const line = text.slice(0, end).trim().toUpperCase();
      text = text.slice(end + 1);
      if (line.startsWith('EHLO')) socket.write(ehlo ?? EHLO(host, 'STARTTLS'));
      else if (line.startsWith('HELO')) socket.write(`250 ${host}\r\n`);
      else if (line === 'STARTTLS' && starttls) {
        socket.removeListener('data', on_data);
        return starttls(socket);
      } else if (line === 'QUIT') return socket.end('221 bye\r\n');
      else socket.write('500 what?\r\n');
    }
  };
  socket.on('data', on_data);
  socket.write(greeting ?? `220 ${host} ESMTP odd\r\n`);
}

const encrypt = (secureContext, server) => (socket) => {
  socket.write('220 2.0.0 go ahead\r\n');
  const tls = new TLSSocket(socket, { isServer: true, secureContext, server });
  tls.on('error', () => {});
  tls.on('data', (data) => {
    const line = data.toString().toUpperCase();
    if (line.startsWith('EHLO')) tls.write(EHLO('odd.test'));
    else if (line.startsWith('QUIT')) tls.end('221 bye\r\n');
  });
};

const behaviours = {
  silent: () => {},
  late: (socket, c) => setTimeout(() => speak(socket, { ...c, starttls: encrypt(c.secureContext) }), 10_500),
  hangup: (socket) => socket.end('220-mx.hangup.test half a gree'),
  lastline: (socket, c) => speak(socket, { ...c, ehlo: `250-${c.host}\r\n250-SIZE 1000\r\n250 STARTTLS\r\n`, starttls: encrypt(c.secureContext) }),
  // Sends an OCSP answer along, whatever it says.
  stapling: (socket, c) => {
    const server = createTlsServer().on('OCSPRequest', (certificate, issuer, answer) => answer(null, readFileSync(c.ocsp)));
    speak(socket, { ...c, starttls: encrypt(c.secureContext, server) });
  },
  tempfail: (socket, c) => speak(socket, { ...c, starttls: (s) => { s.write('454 4.7.0 TLS not available due to local problem\r\n'); speak(s, { ...c, greeting: '' }); } }),
  stripped: (socket, c) => speak(socket, { ...c, ehlo: `250-${c.host}\r\n250-XXXXXXXA\r\n250 SIZE 1000\r\n` }),
  // From before RFC 1869: EHLO is no command it knows.
  helo: (socket, c) => speak(socket, { ...c, ehlo: '502 5.5.1 command not implemented\r\n' }),
  busy: (socket) => socket.end('421 4.7.0 mx.busy.test too many connections, try again later\r\n'),
  drip: (socket, c) => {
    const text = `220 ${c.host} ESMTP the slowest server of them all\r\n`;
    let at = 0;
    const timer = setInterval(() => (at < text.length ? socket.write(text[at++]) : clearInterval(timer)), 1000);
    socket.on('close', () => clearInterval(timer));
  },
  // Waits for the ClientHello, then says handshake_failure (RFC 8446 section 6).
  alert: (socket, c) => speak(socket, { ...c, starttls: (s) => { s.write('220 go ahead\r\n'); s.once('data', () => s.end(Buffer.from([21, 3, 1, 0, 2, 2, 40]))); } }),
  garbage: (socket, c) => speak(socket, { ...c, starttls: (s) => { s.write('220 go ahead\r\n'); s.once('data', () => s.write('this is no TLS at all\r\n')); } }),
  flood: (socket) => { socket.write(`220-${'A'.repeat(1 << 20)}\r\n220 done\r\n`); },
  // As much as a reply may have, and none of it printable.
  controls: (socket, c) => speak(socket, { ...c, ehlo: EHLO(c.host, ...Array(200).fill('\u0001'.repeat(290)), 'STARTTLS'), starttls: encrypt(c.secureContext) }),
  hostile: (socket, c) => speak(socket, {
    ...c,
    greeting: `220-<img src=x onerror=alert(1)> <script>alert(2)</script>\r\n220-\u0007\u001b[31mred \u202Eevil\u202C\r\n220 ${c.host} ESMTP "'\`\\\r\n`,
    ehlo: EHLO(c.host, '<b>BOLD</b>', 'STARTTLS'), starttls: encrypt(c.secureContext),
  }),
};

export async function startOddServers(servers, certificates) {
  const running = [];
  const sockets = new Set();
  const log = [];
  for (const server of servers) {
    const { key, chain, ocsp } = certificates[server.address];
    const secureContext = createSecureContext({ key: readFileSync(key), cert: readFileSync(chain) });
    const listener = createServer((socket) => {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => {});
      socket.on('close', () => sockets.delete(socket));
      log.push(`${server.host} connect`);
      behaviours[server.behaviour](socket, { host: server.host, secureContext, ocsp });
    });
    await new Promise((resolve, reject) => listener.once('error', reject).listen(25, server.address, resolve));
    running.push(listener);
  }
  return { log: () => log.join('\n'), stop: () => { for (const s of sockets) s.destroy(); for (const l of running) l.close(); } };
}
