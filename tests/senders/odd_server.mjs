// Mail servers that behave as a description in plain data says, and remember how each message came to them.
//
// A server: { greeting, ehlo, helo, starttls: reply; decides: 'last' (code of the one to STARTTLS); tls: see odd_tls.mjs; inside: { ehlo, helo }; share: { of, or every, otherwise: {…} } }: on that share of its
// connections, or every so many, it behaves otherwise. A reply: a text as it goes over the wire (%h: the host's name), or { say, wait (ms), say2 (behind the wait), then: 'close' | 'reset' | 'silent' },
// or a list of these: the first EHLO of a connection gets the first one, and so on.
import { createServer } from 'node:net';

import { beginTls } from './odd_tls.mjs';

const PLAIN = {
  greeting: '220 %h ESMTP\r\n',
  ehlo: '250-%h\r\n250-SIZE 1000000\r\n250-STARTTLS\r\n250 8BITMIME\r\n',
  helo: '250 %h\r\n',
  starttls: '220 2.0.0 go ahead\r\n',
  tls: {},
};
const INSIDE = { ehlo: '250-%h\r\n250 8BITMIME\r\n', helo: '250 %h\r\n' };

/** One conversation. `on`: { command → reply }; `more(socket)`: what follows a positive answer to STARTTLS. */
function speak(socket, host, on, greeting, delivered, more) {
  let text = '', sender = '', recipients = [], inData = false, deaf = false;
  const times = {};
  const answer = (reply, command, done) => {
    if (Array.isArray(reply)) {
      const time = times[command] = (times[command] ?? -1) + 1;
      reply = reply[Math.min(time, reply.length - 1)];
    }
    const { say, wait, say2, then } = typeof reply === 'string' ? { say: reply } : reply;
    const bytes = (words) => Buffer.from(words.replaceAll('%h', host), 'latin1');
    const rest = () => {
      if (say2) socket.write(bytes(say2));
      if (then === 'close') { deaf = true; socket.end(); }
      else if (then === 'reset') { deaf = true; socket.resetAndDestroy(); }
      else if (then === 'silent') deaf = true;
      else done?.((say ?? '') + (say2 ?? ''));
    };
    if (say && wait !== undefined && say2 === undefined) setTimeout(() => { if (!socket.destroyed) { socket.write(bytes(say)); rest(); } }, wait);
    else {
      if (say) socket.write(bytes(say));
      if (wait) setTimeout(() => { if (!socket.destroyed) rest(); }, wait);
      else rest();
    }
  };
  const on_line = (line) => {
    const [command, ...words] = line.split(' ');
    switch (command.toUpperCase()) {
      case 'EHLO': case 'HELO':
        sender = words[0];
        return answer(on[command.toLowerCase()], command);
      case 'STARTTLS':
        if (!more) return socket.write('503 already\r\n');
        return answer(on.starttls, command, (said) => {
          // It means what its first code says, or its last: where they differ, that is anybody's guess.
          const code = said.match(/^\d{3}/gm)?.at(on.decides === 'last' ? -1 : 0);
          if (code?.startsWith('2')) { deaf = true; socket.removeListener('data', on_data); more(socket); }
        });
      case 'MAIL': recipients = []; return socket.write('250 2.1.0 ok\r\n');
      case 'RCPT': recipients.push(line.match(/<(.*)>/)?.[1] ?? ''); return socket.write('250 2.1.5 ok\r\n');
      case 'DATA': inData = true; return socket.write('354 go on\r\n');
      case 'RSET': case 'NOOP': return socket.write('250 2.0.0 ok\r\n');
      case 'QUIT': deaf = true; return socket.end('221 2.0.0 bye\r\n');
      default: return socket.write('500 5.5.2 what?\r\n');
    }
  };
  const on_data = (data) => {
    text += data.toString('latin1');
    for (let end; !deaf && (end = text.indexOf('\n')) >= 0;) {
      const line = text.slice(0, end).replace(/\r$/, '');
      text = text.slice(end + 1);
      if (!inData) { on_line(line); continue; }
      if (line !== '.') continue;
      inData = false;
      for (const recipient of recipients) delivered(sender, recipient);
      socket.write('250 2.0.0 taken\r\n');
    }
  };
  socket.on('data', on_data);
  if (greeting) answer(greeting, 'greeting');
}

/** Starts all of `servers`: { address, host, behaviour }. `random`: who it is that chance falls on. */
export async function startOddServers(servers, kinds, random) {
  const deliveries = [], sockets = new Set(), listeners = [];
  for (const { address, host, behaviour } of servers) {
    let connections = 0;
    const listener = createServer((socket) => {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => {});
      socket.on('close', () => sockets.delete(socket));
      const { share } = behaviour;
      const other = share && (share.every ? ++connections % share.every === 0 : random.chance(share.of));
      const otherwise = other ? share.otherwise : {};
      const on = { ...PLAIN, ...behaviour, ...otherwise };
      const took = (way) => (sender, recipient) => deliveries.push({ address, sender: sender.split('.')[0], recipient, way });
      speak(socket, host, on, on.greeting, took('clear'), (begun) => beginTls(begun, on.tls, kinds,
        (inner) => speak(inner, host, { ...INSIDE, ...on.inside }, on.inside?.greeting, took('tls'))));
    });
    await new Promise((resolve, reject) => listener.once('error', reject).listen({ port: 25, host: address, backlog: 200 }, resolve));
    listeners.push(listener);
  }
  return { deliveries, stop: () => { for (const s of sockets) s.destroy(); for (const l of listeners) l.close(); } };
}
