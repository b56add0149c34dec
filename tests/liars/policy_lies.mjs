// What a relay in the middle does about a domain's MTA-STS policy, a function for each kind of lie. `answers` changes what DNS said, `records` each record of the
// policy's host, `word` what the relay is asked to say; `connects` puts a connection of the liar's own in place of the relay's.
import { dnsAnswer } from './dns_answer.mjs';
import { CONTENT } from './records.mjs';

export const PATH = '/.well-known/mta-sts.txt';
export const request = (host, path = PATH, { method = 'GET', fields = [] } = {}) =>
  [`${method} ${path} HTTP/1.1`, `Host: ${host}`, 'Accept: text/plain', ...fields, 'Connection: close', '', ''].join('\r\n');

// What DNS said.

const isRecord = (domain, { name, rr }) => name === `_mta-sts.${domain}` && rr === 'TXT';
const isAddress = (domain, { name, rr }) => name === `mta-sts.${domain}` && rr === 'A';

export const recordGone = (domain) => ({ answers: (asked) => (isRecord(domain, asked) ? dnsAnswer({}, asked.name, asked.rr) : undefined) });

/** The answer as it came, signatures included, with another id in it. */
export const anotherId = (domain, from, to) => ({
  answers: (asked) => {
    if (!isRecord(domain, asked)) return undefined;
    const at = asked.message.indexOf(from);
    return at < 0 ? undefined : Buffer.concat([asked.message.subarray(0, at), Buffer.from(to), asked.message.subarray(at + to.length)]);
  },
});

/** The policy's host is somewhere else, and the liar goes there and asks. */
export const hostAt = (domain, address) => ({
  answers: (asked) => (isAddress(domain, asked) ? dnsAnswer({ [`${asked.name} A`]: [address] }, asked.name, 'A') : undefined),
  connects: { says: (host) => [{ text: request(host) }] },
});

/** A policy is announced for a domain that has none, with a host. */
export const recordAdded = (domain, address) => ({
  ...hostAt(domain, address),
  answers: (asked) => {
    if (isRecord(domain, asked)) return dnsAnswer({ [`${asked.name} TXT`]: ['v=STSv1; id=1'] }, asked.name, 'TXT');
    return hostAt(domain, address).answers(asked);
  },
});

// Where the connection leads, whatever DNS said.

export const connectedTo = (address) => ({ connects: { address, says: (host) => [{ text: request(host) }] } });

// The bytes of the policy's host. `index`: of the record in the host's stream.

export const flipped = (index, where) => ({
  records: (record, i) => {
    if (i !== index) return undefined;
    record[where === 'end' ? record.length - 1 : 5 + ((record.length - 5) >> 1)] ^= 1;
    return { records: [record], lie: `flipped a bit of record ${i}` };
  },
});
export const cut = (count, end) => ({ records: (_, i) => (i === count ? { end, lie: `cut before record ${i}` } : undefined) });
export const dropped = (index) => ({ records: (_, i) => (i === index ? { records: [], lie: `dropped record ${i}` } : undefined) });
export const doubled = (index) => ({ records: (record, i) => (i === index ? { records: [record, record], lie: `said record ${i} twice` } : undefined) });
export function swapped(index) {
  let held;
  return {
    records: (record, i) => {
      if (i === index) {
        held = record;
        return { records: [] };
      }
      return i === index + 1 ? { records: [record, held], lie: `swapped records ${index} and ${i}` } : undefined;
    },
  };
}
/** From the second connection on, the first one's bytes: its whole stream, or what it said behind the word. */
export function replayed(whole) {
  const first = [];
  let recording;
  return {
    records: (record, i, seen) => {
      recording ??= seen;
      if (recording === seen) {
        first.push({ record: Buffer.from(record), behind: seen.before !== null });
        return undefined;
      }
      if (!first[i] || !(whole || first[i].behind)) return undefined;
      return { records: [first[i].record], lie: `replayed record ${i}` };
    },
  };
}

// What is said inside TLS.

export const anotherWord = (word) => ({ word });
/** The liar's own text, or texts, under the client's key. */
export const says = (...texts) => ({ connects: { says: (host) => texts.map((text) => ({ text: typeof text === 'function' ? text(host) : text })) } });
/** An answer that the liar makes up, under the only key that it was given. */
export const answersItself = (policy) => ({
  connects: { says: () => [{ shows: `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ${policy.length}\r\n\r\n${policy}` }] },
});
const behind = (more, ms = 400) => ({ connects: { says: (host) => [{ text: request(host) }, { wait: ms, ...more }] } });
/** While the host is still answering, something that makes it end the connection: by an alert, by close_notify. */
export const provokesAnAlert = () => behind({ text: 'x', garbage: true });
export const saysCloseNotify = () => behind({ text: Buffer.from([1, 0]), type: CONTENT.alert });
export const closesItsSide = () => behind({ halfClose: true });
