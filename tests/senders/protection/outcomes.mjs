// What became of each mail: by what the servers saw, and by the sender's own log.
import { ATTACKER } from './world.mjs';

/** recipient → { proven, status }, of a Postfix. A delivery process has one connection at a time, so its last handshake is the mail's. */
function postfixLog(log) {
  const mails = new Map(), proven = new Map();
  for (const line of log.split('\n')) {
    const process = /\/smtp\[(\d+)\]/.exec(line)?.[1];
    const handshake = /: (Verified|Trusted|Untrusted|Anonymous) TLS connection established to /.exec(line);
    if (handshake) proven.set(process, handshake[1]);
    const mail = /: to=<([^>]*)>.* status=(\w+) /.exec(line);
    if (mail) mails.set(mail[1], { status: mail[2], proven: proven.get(process) });
  }
  return mails;
}

/** The same of an Exim: "=>" delivered, "==" kept, "**" given back; CV: whether the certificate was verified, and how. */
function eximLog(log) {
  const mails = new Map(), STATUS = { '=>': 'sent', '==': 'deferred', '**': 'bounced' };
  for (const line of log.split('\n')) {
    const [, how, recipient] = / (=>|==|\*\*) (\S+@\S+)/.exec(line) ?? [];
    if (how) mails.set(recipient, { status: STATUS[how], proven: / CV=(\w+)/.exec(line)?.[1] });
  }
  return mails;
}

/**
 * Postfix calls a certificate Trusted by its chain, where it has roots, or by a TLSA record that an unsigned MX record led to: then it had to fit, and no more is known. `tlsa`: the server
 * has such records.
 */
const PROVEN = {
  postfix: (proven, code, tlsa) => proven === 'Verified' || (proven === 'Trusted' && code.includes('dane') && tlsa),
  exim: (proven, code) => proven === 'dane' || (code === 'exim-verified' && proven === 'yes'),
};

/** For one sender: domain → { result, server, to_attacker, said (for people) }. */
export function outcomesOf({ name: code, log }, domains, deliveries) {
  const family = code.split('-')[0];
  const mails = (family === 'exim' ? eximLog : postfixLog)(log());
  return new Map(domains.map((domain) => {
    const recipient = `somebody@${domain.name}`;
    const came = deliveries.filter((one) => one.sender === code && one.recipient === recipient);
    const { status, proven } = mails.get(recipient) ?? {};
    if (came.length === 0) return [domain, { result: status === 'bounced' ? 'bounced' : status === 'deferred' ? 'deferred' : 'nothing', server: null, to_attacker: false, said: status }];
    const [{ way, address }] = came;
    const place = domain.servers.find(({ at, behind }) => at === address || behind === address);
    const tlsa = address === ATTACKER.address || ['311', '211'].includes(place?.tlsa);
    const attackers = [ATTACKER.address, ATTACKER.elsewhere].includes(address) || (place?.attackers ?? false);
    const result = way === 'clear' ? 'readable' : PROVEN[family](proven, code, tlsa) ? 'authenticated' : 'encrypted';
    return [domain, { result, to_attacker: attackers, server: place?.index ?? null, said: `${way} at ${address}, ${proven ?? 'no proof told'}, ${status}${came.length > 1 ? `, ${came.length} times` : ''}` }];
  }));
}
