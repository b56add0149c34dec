// The domains of the lab over which relays lie about policies: some of its own, and others with odd policy hosts.
import { scenarios } from '../lab/scenarios.mjs';
import { PATH } from './policy_lies.mjs';

const NET = '127.25.1.';
const OF_THE_LAB = ['sts.test', 'teststs.test', 'tls13.test', 'unsigned.test'];

export const policy = (mode, mx, max_age = 86400) => `version: STSv1\nmode: ${mode}\nmx: ${mx}\nmax_age: ${max_age}\n`;

let last = 200;
const address = () => `${NET}${last++}`;

/** A domain with one mail server whose certificate holds, and a policy's host. */
function domain(name, zone, own) {
  const mail = address();
  const host = address();
  return {
    domain: name, about: name, ...(zone && { zone }),
    records: [`${name}. MX 10 mx.${name}.`, `mx.${name}. A ${mail}`, `_mta-sts.${name}. TXT "v=STSv1; id=20261101"`, `mta-sts.${name}. A ${host}`],
    policy: { address: host, ...own },
    servers: [{ kind: 'postfix', parameters: {}, certificate: 'rsa', host: `mx.${name}`, address: mail }],
  };
}

/** A web server of the attacker's: it gives the policy that he would like to whoever asks, whatever they ask for. */
const liars = (policy_of, own) => ({
  domain: own.domain, about: 'a web server of the attacker', records: [], servers: [],
  policy: { ...own, answer: (request, response) => response.writeHead(200, { 'content-type': 'text/plain' }).end(policy_of(request)) },
});
const asLiked = ({ headers: { host = '' } }) => policy('enforce', `mx.${host.replace(/^mta-sts\./, '')}`);

const SHARED = 'shared.test';
/** Here people put files beside the policy, and other names are served by the same host: under an honest relay none of it is asked for. */
function shared(request, response) {
  const files = { [PATH]: policy('testing', `mx.${SHARED}`), '/uploads/policy.txt': policy('enforce', `mx.${SHARED}`) };
  const text = request.headers.host === `mta-sts.${SHARED}` ? files[request.url] : policy('enforce', `mx.${SHARED}`);
  if (!text) return response.writeHead(404).end();
  const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
  const part = range ? text.slice(Number(range[1]), Number(range[2]) + 1) : text;
  response.writeHead(range ? 206 : 200, { 'content-type': 'text/plain', 'content-length': part.length }).end(part);
}

const SLOW = 'slow.unsigned.test';
/** Nothing but the end of the connection says where this answer ends. Whole it is no policy, by a number that is too long; cut short it would be one. */
function slowly(request, response) {
  const text = policy('enforce', `mx.${SLOW}`, 8640000000000);
  response.useChunkedEncodingByDefault = false;
  response.writeHead(200, { 'content-type': 'text/plain', connection: 'close' });
  response.write(text.slice(0, -9));
  setTimeout(() => response.end(text.slice(-9)), 1500);
}

export const OTHERS_NAME = address();
export const SELF_SIGNED = address();

export const domains = [
  ...scenarios.filter((one) => OF_THE_LAB.includes(one.domain)),
  domain('sts.unsigned.test', 'unsigned', { text: policy('enforce', 'mx.sts.unsigned.test') }),
  domain('sts12.unsigned.test', 'unsigned', { text: policy('enforce', 'mx.sts12.unsigned.test'), versions: { maxVersion: 'TLSv1.2' } }),
  domain(SHARED, null, { answer: shared }),
  domain(SLOW, 'unsigned', { answer: slowly }),
  liars(asLiked, { domain: 'attacker.test', address: OTHERS_NAME }),
  liars(asLiked, { domain: 'attacker2.test', address: SELF_SIGNED, host: 'mta-sts.unsigned.test', certificate: 'selfsigned' }),
];
