// A relay that lies about a domain's MTA-STS policy, in the middle between the real command line and the lab's real relay, name servers, policy hosts and mail
// servers: it can keep a policy away, and never make one up.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { startLab } from '../lab/lab.mjs';
import { check, programs } from '../lab/mailglass.mjs';
import { startRelay } from '../lab/relay.mjs';
import { between } from './between.mjs';
import { domains, OTHERS_NAME, policy, SELF_SIGNED } from './policy_domains.mjs';
import * as lies from './policy_lies.mjs';

const codes = (report) => report.findings.map(({ code }) => code);
const finding = (report, code) => report.findings.find((one) => one.code === code);
const isProven = ({ assurance }) => assurance === 'verified' || assurance === 'authenticated';

/** Whatever in a report says that a policy holds: the finding, senders that would have proof by it, and the word on those who interfere. None of these domains has DANE. */
function claims(report) {
  const byPolicy = (outcome) => outcome?.proof === 'policy';
  return [
    ...codes(report).filter((code) => code === 'sts-holds'),
    ...(report.policy?.state === 'enforce' ? ['a policy in force'] : []),
    ...(report.interference?.senders ?? []).filter(({ untouched, undone }) => byPolicy(untouched) || byPolicy(undone)).map(({ sender }) => `proof to ${sender}`),
    ...(report.interference?.protection === 'not-protected' || !report.interference ? [] : [report.interference.protection]),
    ...(['protected', 'partly'].includes(report.axes.active.state) ? [`active axis ${report.axes.active.state}`] : []),
  ];
}
/** What a report says of a policy and of its worth, without what differs from one check to the next. */
const answer = ({ verdict, axes, findings, facts, interference }) => ({
  word: verdict.word, passive: axes.passive.state, active: axes.active.state, interference,
  findings: findings.map(({ code, assurance }) => [code, assurance]),
  facts: facts.filter(({ code }) => code.startsWith('dns.')).map(({ code, assurance, text }) => [code, assurance, text]),
});

describe('a relay that lies about policies', { concurrency: 4 }, () => {
  let lab, relay;
  before(async () => {
    lab = await startLab({ name: 'liars', scenarios: domains });
    relay = await startRelay(programs, lab.relayConfig);
  });
  after(async () => {
    relay?.stop();
    await lab?.stop();
  });

  const checked = (domain, socket) => check(domain, { relay: { socket }, roots: lab.roots, anchor: lab.anchor, depth: 'headline' });

  /** What a check says with this lie in the middle, the last of `times`, and what came by there. That the lie came through is seen here. */
  async function through(lie, domain, { times = 1, lied = true } = {}) {
    const middle = await between(relay.socket, lie);
    try {
      let report;
      for (let i = 0; i < times; i++) report = await checked(domain, middle.socket);
      assert.equal(report.complete, true, 'the check came to its end');
      if (lied) assert.notDeepEqual(middle.told.lies, [], 'the lie came through');
      return { report, told: middle.told };
    } finally {
      middle.stop();
    }
  }
  async function claimsNothing(lie, domain, options) {
    const { report, told } = await through(lie, domain, options);
    assert.deepEqual(claims(report), [], `${domain}: ${told.lies}`);
    for (const one of report.findings.filter(({ code }) => code.startsWith('sts-'))) assert.ok(!isProven(one), `${one.code} is ${one.assurance}`);
    return { report, told };
  }

  /** The records of a policy's host in an honest check: how many there are up to the answer's last one, and how many before the word. */
  async function honestRecords(domain) {
    const { told } = await through({}, domain, { lied: false });
    const [{ records, before: word }] = told.streams;
    const ALERT_AT_MOST = 100;
    const answered = records.reduce((at, size, i) => (size > ALERT_AT_MOST ? i : at), 0);
    assert.ok(word > 0 && answered >= word, `the answer comes behind the word: ${JSON.stringify(told.streams)}`);
    return { word, answered };
  }

  test('an honest one in the middle changes nothing', async () => {
    const states = {
      'sts.test': ['sts-holds'], 'sts.unsigned.test': ['sts-holds'], 'sts12.unsigned.test': ['sts-holds'], 'teststs.test': ['sts-testing'], 'shared.test': ['sts-testing'],
      'tls13.test': [], 'unsigned.test': [], 'slow.unsigned.test': [],
    };
    for (const [domain, found] of Object.entries(states)) {
      const { report, told } = await through({}, domain, { lied: false });
      assert.deepEqual(answer(report), answer(await checked(domain, relay.socket)), domain);
      assert.deepEqual(codes(report).filter((code) => code.startsWith('sts-')), found, domain);
      assert.equal(claims(report).length > 0, found.includes('sts-holds'), `${domain}: ${claims(report)}`);
      assert.deepEqual(told.lies, []);
    }
  });

  test('cannot pass its word off as that of the program that asks it', async () => {
    const { report } = await through({ welcome: { here: true } }, 'tls13.test');
    assert.equal(report.relay.here, undefined);
  });

  describe('in what DNS said', { concurrency: 4 }, () => {
    for (const domain of ['sts.test', 'sts.unsigned.test']) {
      test(`cannot have more than silence by taking the record of ${domain} away`, async () => {
        const { report, told } = await claimsNothing(lies.recordGone(domain), domain);
        assert.deepEqual(told.probes, [], 'nothing was fetched');
        assert.ok(!report.facts.some((fact) => fact.code.startsWith('dns.') && fact.code.includes('mta_sts') && fact.assurance === 'verified'), 'that there is none is not proven');
      });
    }

    test('cannot change the id of a record that is signed', async () => {
      const { report } = await claimsNothing(lies.anotherId('sts.test', 'id=20261101', 'id=20261102'), 'sts.test');
      assert.ok(!report.facts.some(({ code, assurance }) => code === 'dns.mta_sts' && isProven({ assurance })), 'the record is proven nowhere');
    });

    test('can change the id of one that is not, and the policy stays the host\'s own', async () => {
      const domain = 'sts.unsigned.test';
      const { report } = await through(lies.anotherId(domain, 'id=20261101', 'id=20261102'), domain);
      const record = report.facts.find(({ code }) => code === 'dns.mta_sts');
      assert.match(JSON.stringify(record.text), /20261102/, 'the lie came through');
      assert.equal(record.assurance, 'reported');
      assert.equal(finding(report, 'sts-holds').assurance, 'reported');
    });

    const servers = { 'with a certificate of another name': () => OTHERS_NAME, 'with a certificate that it signed itself': () => SELF_SIGNED };
    for (const [which, address] of Object.entries(servers)) {
      for (const domain of ['tls13.test', 'unsigned.test']) {
        test(`cannot add a policy to ${domain} by a server ${which}`, async () => {
          const { report, told } = await claimsNothing(lies.recordAdded(domain, address()), domain);
          assert.deepEqual(told.probes, [{ host: `mta-sts.${domain}`, address: address() }], 'the page was led there');
          // That the record of a signed zone is not shown to be signed is enough.
          const signed = report.routing.dnssec === 'secure';
          assert.deepEqual([report.policy.state, codes(report).filter((code) => code.startsWith('sts-'))], signed ? ['unknown', []] : ['unreachable', ['sts-policy-fetch-error']]);
        });
      }
      for (const domain of ['sts.test', 'sts.unsigned.test', 'teststs.test']) {
        test(`cannot lead the policy's host of ${domain} to a server ${which}`, async () => {
          const { report } = await claimsNothing(lies.hostAt(domain, address()), domain);
          assert.ok(!codes(report).includes('sts-testing'));
        });
        test(`cannot connect to a server ${which} in place of the host of ${domain}`, async () => {
          const { report, told } = await claimsNothing(lies.connectedTo(address()), domain);
          assert.deepEqual(codes(report).filter((code) => code.startsWith('sts-')), ['sts-policy-fetch-error']);
          assert.ok(told.streams[0].records.length > 0, 'the server answered');
        });
      }
    }
  });

  for (const domain of ['sts.test', 'sts.unsigned.test', 'sts12.unsigned.test']) {
    describe(`in the bytes of the policy's host of ${domain}`, { concurrency: 4 }, () => {
      const kept = async (lie, options) => {
        const { report } = await claimsNothing(lie, domain, options);
        assert.deepEqual(codes(report).filter((code) => code.startsWith('sts-')), ['sts-policy-fetch-error']);
      };

      test('cannot change a bit of any record, in the handshake or in the answer', async () => {
        const { answered } = await honestRecords(domain);
        for (let i = 0; i <= answered; i++) for (const where of ['middle', 'end']) await kept(lies.flipped(i, where));
      });

      test('cannot cut the connection anywhere before the answer\'s end, whatever it says of who ended it', async () => {
        const { answered, word } = await honestRecords(domain);
        for (let count = 0; count <= answered; count++) await kept(lies.cut(count, 'peer-closed'));
        for (const end of ['done', 'timeout', 'peer-reset']) for (const count of [word, answered]) await kept(lies.cut(count, end));
      });

      test('cannot drop, double or swap records', async () => {
        const { answered, word } = await honestRecords(domain);
        for (const index of [word, answered]) await kept(lies.dropped(index));
        for (let i = word - 1; i < answered; i++) await kept(lies.doubled(i));
        for (let i = word; i < answered; i++) await kept(lies.swapped(i));
      });

      test('cannot replay what the host said in another connection', async () => {
        for (const whole of [true, false]) await kept(lies.replayed(whole), { times: 2 });
      });
    });
  }

  describe('in what is said inside TLS', { concurrency: 4 }, () => {
    for (const domain of ['sts.test', 'teststs.test']) {
      for (const word of ['ehlo', 'quit']) {
        test(`cannot get a policy of ${domain} by another word, ${word}`, async () => { await claimsNothing(lies.anotherWord(word), domain); });
      }
      const requests = {
        'a word of SMTP': ['QUIT\r\n'],
        'a request for another path': [(host) => lies.request(host, '/mta-sts.txt')],
        'a request of another host': [() => lies.request(`mta-sts.${domain === 'sts.test' ? 'teststs.test' : 'sts.test'}`)],
        'two requests, the first for another path': [(host) => lies.request(host, '/').replace('Connection: close\r\n', ''), (host) => lies.request(host)],
        'no request': [],
      };
      for (const [what, texts] of Object.entries(requests)) {
        test(`cannot get a policy of ${domain} by ${what}`, async () => {
          const { told } = await claimsNothing(lies.says(...texts), domain, { lied: texts.length > 0 });
          assert.equal(told.streams[0].before > 0, true, 'the page handed over its key');
        });
      }
      test(`cannot answer for the host of ${domain} under the key that it was given`, async () => {
        const { report } = await claimsNothing(lies.answersItself(policy('enforce', `mx.${domain}`)), domain);
        assert.deepEqual(codes(report).filter((code) => code.startsWith('sts-')), ['sts-policy-fetch-error']);
      });
      test(`saying the request itself to the host of ${domain}, gets what the host serves`, async () => {
        const { report } = await through(lies.says((host) => lies.request(host)), domain);
        assert.deepEqual(answer(report), answer(await checked(domain, relay.socket)));
      });
    }

    const parts = { 'a part of the policy': { fields: ['Range: bytes=0-30'] }, 'its head alone': { method: 'HEAD' } };
    for (const [what, how] of Object.entries(parts)) {
      test(`cannot pass off ${what} as the whole`, async () => {
        const { report } = await claimsNothing(lies.says((host) => lies.request(host, lies.PATH, how)), 'shared.test');
        assert.ok(!codes(report).includes('sts-testing'));
      });
    }

    // A page cannot see what the relay said under the key that it handed over (docs/assurance.md): what the host serves elsewhere is the host's own, and no proof.
    const elsewhere = { 'a file that people put there': (host) => lies.request(host, '/uploads/policy.txt'), 'another site of the same host': () => lies.request('pages.attacker.test', '/') };
    for (const [what, asks] of Object.entries(elsewhere)) {
      test(`can pass off ${what} as the policy, and it is never proven`, async () => {
        const { report } = await through(lies.says(asks), 'shared.test');
        const holds = finding(report, 'sts-holds');
        assert.ok(holds, 'the lie came through');
        assert.equal(report.facts.find(({ code }) => code === 'dns.mta_sts').assurance, 'verified', 'what the finding rests on in DNS is signed');
        assert.equal(holds.assurance, 'observed');
      });
    }

    const ends = { 'by an alert': lies.provokesAnAlert, 'by close_notify': lies.saysCloseNotify, 'by the end of its own side': lies.closesItsSide };
    for (const [how, lie] of Object.entries(ends)) {
      test(`cannot make a policy by having a slow host end early, ${how}`, async () => {
        const { report, told } = await claimsNothing(lie(), 'slow.unsigned.test');
        assert.equal(told.lies.length, 2, 'the request and what ended the answer');
        assert.ok(!codes(report).some((code) => ['sts-testing', 'sts-mx-left-out'].includes(code)));
      });
    }
  });
});
