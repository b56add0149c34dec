// How Mailglass behaved, in the real servers' own logs: Postfix, Postfix behind postscreen and behind a tarpit, Exim. One line of the log for each thing it
// may do; and what it says of the slow ones is true.
//
// The headline's handshake comes to its end, so it says EHLO once more inside TLS and ends with QUIT, and with QUIT ends the one in which its session is
// presented again. Any other question of the exploration leaves its handshake unfinished, and then there is no channel for QUIT: clear text is over with
// STARTTLS, and TLS has not begun. In a question, either the server refuses what was offered and gives up by itself, or
// it chooses, and the relay breaks off with TLS's own user_canceled and close_notify.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { contradictions, established, explorationOf } from './established.mjs';
import { EHLO, startLab } from './lab.mjs';
import { check, programs } from './mailglass.mjs';
import { postfixTruth } from './postfix_truth.mjs';
import { startRelay } from './relay.mjs';

const CBC = 'tls10.test';
const EXIM = ['exim.test', 'stapled.test'];
const DOMAINS = [
  { domain: 'tls13.test', depth: 'standard' },
  { domain: 'exim.test', depth: 'standard' },
  { domain: 'stapled.test', depth: 'standard' },
  { domain: 'postscreen.test', depth: 'quick' },
  { domain: 'tarpit.test', depth: 'quick' },
];

const count = (lines, pattern) => lines.filter((line) => pattern.test(line)).length;
const matching = (lines, pattern) => lines.flatMap((line) => line.match(pattern)?.[1] ?? []);

/** Reads until `done` is true of what it read: servers write a little after they act. */
async function settled(read, done) {
  for (let i = 0; i < 100; i++) {
    if (done(read())) return read();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return read();
}

describe('in the servers\' logs', () => {
  let lab, relay;
  const seen = {};
  const serverOf = (domain) => lab.scenarios.find((scenario) => scenario.domain === domain).servers[0];
  /** All lines about one server. Exim does not write to Postfix's log. */
  const linesOf = (domain) => {
    const { kind, host } = serverOf(domain);
    return lab.mailLog().split('\n').filter((line) => (kind === 'exim' ? /SMTP|TLS/.test(line) && line.startsWith(`exim/${host} `) : line.includes(`lab/${host}/`)));
  };
  const begun = (lines) => count(lines, /smtpd\[\d+\]: connect from|SMTP connection from .*\(TCP\/IP connection count/);
  const ended = (lines) => count(lines, /smtpd\[\d+\]: disconnect from|SMTP connection from .*(closed by|lost|dropped)/);
  const quiet = (lines) => begun(lines) > 0 && begun(lines) === ended(lines);

  before(async () => {
    lab = await startLab();
    relay = await startRelay(programs, lab.relayConfig);
    await Promise.all([...DOMAINS, { domain: CBC, depth: 'quick' }].map(async ({ domain, depth }) => {
      // The lab itself saw whether each server listens, and left without a word.
      const own = serverOf(domain).kind === 'postscreen' ? (lines) => count(lines, /DISCONNECT/) > 0 : quiet;
      const earlier = await settled(() => linesOf(domain), own);
      const report = await check(domain, { relay, roots: lab.roots, anchor: lab.anchor, depth });
      const lines = await settled(() => linesOf(domain).slice(earlier.length), (now) => quiet(now) && begun(now) >= report.usage.connections);
      const answers = explorationOf(report).questions.slice(1).map((question) => question.answer);
      const said = (...replies) => answers.filter(({ phrase }) => replies.some((one) => phrase === `reply.${one}`)).length;
      seen[domain] = { report, lines, answers, chose: said('chose', 'chose-then-alert'), refused: said('alert', 'ssl2', 'not-tls'), resumed: said('took-session'), carried: said('signed') };
    }));
  });
  after(async () => {
    relay?.stop();
    await lab?.stop();
  });

  for (const { domain, depth } of DOMAINS) {
    describe(`${domain}, ${depth} depth`, () => {
      test('as many connections as the report says, within the budget', () => {
        const { report, lines, answers } = seen[domain];
        assert.equal(begun(lines), report.usage.connections, lines.join('\n'));
        assert.equal(answers.length, report.usage.connections - 1);
        assert.ok(report.usage.connections <= explorationOf(report).budget.allowed);
        assert.ok(report.usage.connections > 1, 'it was explored');
      });
      test('every question was chosen for or refused in TLS, none met silence', () => {
        const { answers, chose, refused, resumed, carried } = seen[domain];
        assert.equal(chose + refused + resumed + carried, answers.length, answers.join('\n'));
        // With TLS 1.3 alone its certificate, with the name and without; beside TLS 1.2 the one without.
        assert.equal(carried, { 'stapled.test': 2, 'tls13.test': 1 }[domain] ?? 0, answers.join('\n'));
        assert.ok(chose > 0 && refused > 0, answers.join('\n'));
        // Whoever has both versions and old ones too is asked for more than the budget has, and to take a session back comes last.
        assert.equal(resumed, 0, answers.join('\n'));
      });
      test('one EHLO for each connection and one inside TLS, always with the relay\'s one name', () => {
        const { lines, report, resumed, carried } = seen[domain];
        const names = matching(lines, /EHLO from .* helo=<([^>]*)>/).concat(matching(lines, /SMTP connection from \(([^)]*)\)/));
        assert.deepEqual([...new Set(names)], [EHLO]);
        // Exim names it where the connection ends, and forgets it at STARTTLS if that came to its end: then there is only what EHLO said inside TLS.
        assert.equal(names.length, serverOf(domain).kind === 'exim' ? report.usage.connections - resumed - carried : report.usage.connections + 1);
        if (serverOf(domain).kind === 'exim') assert.equal(count(lines, /SMTP connection from \([^)]*\) .* closed by QUIT/), 1, lines.join('\n'));
      });
    });
  }

  for (const { domain } of DOMAINS.filter((d) => !EXIM.includes(d.domain))) {
    describe(`${domain}, Postfix`, () => {
      test('QUIT wherever TLS came about; EHLO and STARTTLS and nothing else in every other connection', () => {
        const { lines, report, resumed, carried } = seen[domain];
        const ends = matching(lines, /disconnect from \S+ (.*)/);
        assert.equal(ends.filter((end) => end === 'ehlo=2 starttls=1 quit=1 commands=4').length, 1, ends.join('\n'));
        assert.equal(ends.filter((end) => end === 'ehlo=1 starttls=1 quit=1 commands=3').length, resumed + carried, ends.join('\n'));
        assert.equal(ends.filter((end) => end === 'ehlo=1 starttls=0/1 commands=1/2').length, report.usage.connections - 1 - resumed - carried, ends.join('\n'));
        assert.equal(count(lines, /TLS connection established/), 1 + resumed + carried);
      });
      test('connections that Postfix calls lost are those whose handshake was refused or broken off', () => {
        const { lines, chose, refused } = seen[domain];
        assert.deepEqual([...new Set(matching(lines, /lost connection after (\S+)/))], ['STARTTLS']);
        assert.equal(count(lines, /SSL_accept error from \S+: lost connection/), chose, 'broken off by us');
        assert.equal(count(lines, /warning: TLS library problem/), refused, 'refused by Postfix');
      });
      test('what was established is what its settings say, however slow it is', () => {
        const facts = established(explorationOf(seen[domain].report));
        assert.ok(facts.size > 20 && facts.get('TLS 1.2') === 'yes');
        assert.deepEqual(contradictions(facts, postfixTruth(serverOf(domain).parameters)), []);
      });
      test('no improper command, no timeout, no error', () => {
        assert.deepEqual(seen[domain].lines.filter((line) => /improper|timeout|too many|non-SMTP|fatal|panic/i.test(line)), []);
      });
    });
  }

  test('with CBC the session inside TLS is the same', () => {
    const { lines, report } = seen[CBC];
    assert.equal(count(lines, /TLS connection established from .*: TLSv1 with cipher \S+-SHA /), 1, lines.join('\n'));
    const ends = matching(lines, /disconnect from \S+ (.*)/);
    assert.equal(ends.filter((end) => end === 'ehlo=2 starttls=1 quit=1 commands=4').length, 1, ends.join('\n'));
    assert.equal(ends.filter((end) => end === 'ehlo=1 starttls=0/1 commands=1/2').length, report.usage.connections - 1, ends.join('\n'));
    assert.equal(report.probes[0].end, 'done');
    // On the sender: not all speak TLS 1.0.
    assert.equal(report.servers[0].addresses[0].outcome, 'depends');
    assert.equal(report.servers[0].addresses[0].steps.at(-1).stage, 'closing');
  });

  test('postscreen saw nobody speak before its greeting, hang up in it, or break its rules', () => {
    const { lines, report } = seen['postscreen.test'];
    const events = matching(lines, /postscreen\[\d+\]: (.*?) (?:from )?\[/);
    assert.equal(events.filter((event) => event === 'CONNECT').length, report.usage.connections);
    assert.deepEqual([...new Set(events)].filter((event) => !['CONNECT', 'PASS NEW', 'PASS OLD'].includes(event)), [], lines.join('\n'));
  });

  for (const domain of EXIM) test(`Exim at ${domain} saw a QUIT for each handshake that came to its end, and others that were refused or taken leave of, none that just ended`, () => {
    const { lines, report, chose, refused, resumed, carried } = seen[domain];
    const through = 1 + resumed + carried;
    assert.equal(count(lines, /closed by QUIT/), through);
    assert.equal(count(lines, /closed by EOF/), report.usage.connections - through);
    const errors = matching(lines, /TLS error on connection from .*\(gnutls_handshake\): (.*)/);
    assert.equal(errors.length, chose + refused, errors.join('\n'));
    // GnuTLS's words for user_canceled, before TLS 1.3 and in it; newer Exims say before these whose alert it was.
    assert.equal(errors.filter((error) => /^A TLS warning alert has been received|^(rxd alert: )?User canceled/.test(error)).length, chose, errors.join('\n'));
    assert.equal(errors.filter((error) => /non-properly terminated/.test(error)).length, 0, errors.join('\n'));
  });
});
