// The world that a relay of production meets: name servers, mail servers, visitors, and whoever else. All of it within one network namespace, on
// global addresses that are this machine's own:
//
//   45.45.0.53      the root                     45.45.0.54      the name server of all healthy zones
//   45.45.100-199   name servers that hear and say nothing, wherever else port 53 is not taken
//   any address     a mail server on port 25     any address     a client, by its local address
import assert from 'node:assert/strict';

import { clientHello } from './client_hello.mjs';
import { Names, nameServer } from './dns_server.mjs';
import { mailServers } from './mail_server.mjs';
import { globalNetwork } from './network.mjs';
import { Page, tlsAnswered, within } from './page.mjs';
import { startRelay } from './relay.mjs';

export const ROOT = '45.45.0.53';
export const ZONES = '45.45.0.54';
export const pause = (ms) => new Promise((done) => setTimeout(done, ms));
export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** Waits until `test()`; its value, or an error that says what did not come. */
export async function eventually(what, test, ms = 10000) {
  for (const end = performance.now() + ms; ;) {
    const value = await test();
    if (value) return value;
    if (performance.now() > end) throw new Error(`${what}: not within ${ms} ms`);
    await pause(50);
  }
}

/** `mail: false`: port 25 is left to somebody else. */
export async function makeWorld({ mail: withMail = true } = {}) {
  globalNetwork();
  const names = new Names();
  const silent = { packets: 0 };
  const asked = { root: 0, zones: 0 };
  const servers = [
    await nameServer(ROOT, (query, most) => { asked.root++; return names.answer(query, 'root', most); }),
    await nameServer(ZONES, (query, most) => { asked.zones++; return names.answer(query, 'zones', most); }),
    await nameServer('0.0.0.0', () => { silent.packets++; }),
  ];
  const mail = withMail ? await mailServers() : undefined;
  let relay, visitors = 0;

  const world = {
    names, silent, asked, mail, nameServer: async (...of) => { const server = await nameServer(...of); servers.push(server); return server; },
    get relay() { return relay; },
    /** A relay of its own for `work`. It must live until the end, and end well. */
    async with(options, work) {
      relay = await startRelay(options);
      let failure;
      try {
        await work(relay);
      } catch (error) {
        failure = error;
      }
      try {
        await relay.stop();
      } catch (error) {
        failure = failure ? new AggregateError([failure, error], `${failure.message}; and ${error.message}`) : error;
      }
      if (failure) throw failure;
    },
    stop() {
      for (const server of servers) server.stop();
      mail?.stop();
    },

    /** A healthy domain with a zone of its own, one mail server at each of the addresses. */
    domain(domain, addresses, host = `mx.${domain}`) {
      names.delegate(domain, [[`ns.${domain}`, ZONES]]);
      names.add(domain, 'MX', [10, host]);
      for (const address of addresses) names.add(host, address.includes(':') ? 'AAAA' : 'A', address);
      return { domain, host, address: addresses[0] };
    },

    page: (local, more = {}) => Page.connect({ port: relay.port, local, ...more }),

    /** A page that has opened a domain and learned its mail server's addresses: it may probe. */
    async ready(local, { domain, host }, more = {}) {
      const page = await world.page(local, more);
      assert.ok(page.welcome, `a session is refused: ${JSON.stringify(page.refused)}`);
      const opened = await page.open(domain);
      assert.equal(opened.type, 'opened', JSON.stringify(opened));
      for (const [name, rr] of [[domain, 'MX'], [host, 'A']]) {
        const answer = await page.lookup(name, rr);
        assert.equal(answer.status, 'indeterminate', `${name} ${rr}: ${JSON.stringify(answer)}`);
      }
      return page;
    },

    /** What a person does: a domain that nobody asked for before, from an address nobody used before, to the server's TLS. In ms, or an error. */
    async visit({ ms = 10000, prefix = `45.45.${32 + visitors % 64}` } = {}) {
      const n = ++visitors;
      const of = world.domain(`visited${n}.com`, [`${prefix}.${25 + Math.floor(n / 64) % 200}`]);
      const begun = performance.now();
      const check = async () => {
        const page = await world.ready(`45.45.${200 + n % 50}.${1 + Math.floor(n / 50) % 250}`, of);
        try {
          const probe = page.probe(of.host, of.address, clientHello(of.host));
          await probe.until(tlsAnswered);
          assert.ok(tlsAnswered(probe), `the probe ended: ${JSON.stringify(probe.last)}`);
          return performance.now() - begun;
        } finally {
          page.close();
        }
      };
      return within(ms, 'a visitor’s check', check());
    },

    /** How long a visit usually takes, and what one may take while the relay is attacked: seconds more are a busy machine's, and what is kept out waits for ten. */
    async usual(options) {
      const times = [];
      for (let i = 0; i < 5; i++) times.push(await world.visit(options));
      const usual = median(times);
      return { usual, most: 2 * usual + 2500 };
    },

    /** Visits one after another while `until` is not settled, at least `least`; each within `most` ms. */
    async visitsWhile(until, most, { least = 3, everyMs = 300, ...options } = {}) {
      let going = true;
      until.finally(() => { going = false; }).catch(() => {});
      const times = [];
      while (going || times.length < least) {
        times.push(await world.visit({ ms: most, ...options }));
        await pause(everyMs);
      }
      await until;
      return times;
    },
  };
  return world;
}
