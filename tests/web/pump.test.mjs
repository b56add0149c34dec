// The pump between relay and analyzer: what goes out, what the page is shown, and when.
import assert from 'node:assert/strict';
import { mock, test } from 'node:test';

import { load } from './typescript.mjs';

const { Analyzer, OutOfMemory, Pump } = await load('src/worker/analyzer.ts', 'src/worker/pump.ts');

/** An analyzer whose report and messages the test sets, a relay that keeps what it is sent, and a clock that moves when told. */
function world() {
  const posted = [], sent = [], calls = [];
  let events = null, clock = 1000;
  const report = { headline_us: null, complete: false, roots: null };
  const analyzer = {
    outgoing: [], dirty: true,
    start: () => (calls.push('start'), { ok: true }),
    tick: (us) => calls.push(`tick ${us}`),
    receive: (data, us) => calls.push(`receive ${data} ${us}`),
    lost: () => calls.push('lost'),
    next() { return this.outgoing.shift() ?? null; },
    get reached() { return report.complete ? 2 : report.headline_us === null ? 0 : 1; },
    pieces: 0, // of work for the next snapshot
    pieceMs: 0, // that each takes
    snapshotMs: 0,
    work() {
      if (this.pieces === 0) return false;
      this.pieces--;
      clock += this.pieceMs;
      return true;
    },
    snapshot() {
      calls.push('snapshot');
      clock += this.snapshotMs;
      return JSON.stringify(report);
    },
    ask: ({ what, server, address }) => (server === 0 ? `${what} of ${address}` : null),
    roots: () => (calls.push('roots'), (report.roots = 'x')),
    rehearse: () => (calls.push('rehearse'), { ok: true, value: JSON.stringify({ domain: 'rehearsed.test' }) }),
    replay: (evidence) => (calls.push(`replay ${evidence}`), (report.complete = true), { ok: true, value: null }),
    evidence: () => ({ ok: true, value: 'evidence' }),
  };
  const relays = [];
  const connect = (url) => {
    const relay = { url, usable: true, closed: false, send: (message) => sent.push(message), attach: (to) => { events = to; }, close() { this.closed = true; } };
    relays.push(relay);
    return relay;
  };
  const around = { now: () => clock, unixMs: () => 0, seed: () => new Uint8Array(32), connect, post: (message) => posted.push(message) };
  return { pump: new Pump(analyzer, around), analyzer, report, relays, posted, sent, calls, pass: (ms) => { clock += ms; mock.timers.tick(ms); }, message: (data) => events.message(data), gone: (opened) => events.gone(opened) };
}

/** Timers belong to the test while it runs. */
function timed(name, body) {
  test(name, (t) => {
    mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
    t.after(() => mock.timers.reset());
    body(world());
  });
}

timed('what the analyzer wants to say goes out in its order, at the start and after each message', (w) => {
  w.analyzer.outgoing = ['open', 'lookup'];
  w.pump.check('a.test', 'ws://relay', 'headline');
  w.analyzer.outgoing = ['probe'];
  w.message('answer');
  assert.deepEqual(w.sent, ['open', 'lookup', 'probe']);
  assert.ok(w.calls.includes('receive answer 0'));
});

timed('the headline and the end are posted at once, other news at most every 50 ms', (w) => {
  w.pump.check('a.test', 'ws://relay', 'headline');
  const reports = () => w.posted.filter((m) => m.kind === 'snapshot').length;
  assert.equal(reports(), 0, 'the page draws the beginning by itself');
  for (let i = 0; i < 10; i++) w.message('x');
  assert.equal(reports(), 0);
  w.pass(50);
  assert.equal(reports(), 1);
  w.message('x');
  w.report.headline_us = 5;
  w.message('flight');
  assert.equal(reports(), 2);
  assert.equal(w.calls.filter((c) => c === 'snapshot').length, 2, 'no report is written that nobody sees');
  w.report.complete = true;
  w.pass(50);
  w.message('closed');
  assert.equal(JSON.parse(w.posted.at(-1).json).complete, true);
  assert.equal(w.relays[0].closed, true, 'after the end the connection is given back');
});

timed('roots wait for the headline', (w) => {
  w.pump.check('a.test', 'ws://relay', 'headline');
  w.pump.roots(new Uint8Array(1));
  assert.ok(!w.calls.includes('roots'));
  w.report.headline_us = 5;
  w.pass(50);
  w.message('flight');
  assert.ok(w.calls.includes('roots'));
});

timed('a rehearsal never stands in the way of a check', (w) => {
  w.pump.rehearse(new Uint8Array(1));
  w.pump.rehearse(new Uint8Array(1));
  assert.deepEqual(w.calls, ['rehearse', 'rehearse']);
  assert.deepEqual(w.posted, [{ kind: 'rehearsed', json: JSON.stringify({ domain: 'rehearsed.test' }) }], 'and is never taken for an answer');
  w.pump.check('a.test', 'ws://relay', 'headline');
  w.pump.rehearse(new Uint8Array(1));
  w.pump.stop();
  w.pump.rehearse(new Uint8Array(1));
  assert.equal(w.calls.filter((c) => c === 'rehearse').length, 2);
});

timed('time passes for the analyzer also when the relay is silent', (w) => {
  w.pump.check('a.test', 'ws://relay', 'headline');
  w.pass(250);
  w.pass(250);
  assert.deepEqual(w.calls.filter((c) => c.startsWith('tick')), ['tick 250000', 'tick 500000']);
});

timed('a relay that was never there is told; one that breaks off ends the check with what is known', (w) => {
  w.pump.check('a.test', 'ws://relay', 'headline');
  w.gone(false);
  assert.deepEqual(w.posted.at(-1).why, { code: 'relay' });
  const second = world();
  second.pump.check('a.test', 'ws://relay', 'headline');
  second.gone(true);
  assert.ok(second.calls.includes('lost'));
  assert.equal(second.posted.some((m) => m.kind === 'failed'), false);
});

timed('a stopped check says nothing more', (w) => {
  w.pump.check('a.test', 'ws://relay', 'headline');
  w.pump.stop();
  const before = w.posted.length;
  w.pass(1000);
  assert.equal(w.posted.length, before);
  assert.equal(w.relays[0].closed, true);
});

const prepared = [
  { name: 'is used for the check', wait: 60_000, closed: [false] },
  { name: 'that waited for more than a minute is replaced, since the relay counts its time', wait: 60_001, closed: [true, false] },
  { name: 'that broke off meanwhile is replaced', wait: 0, broken: true, closed: [true, false] },
];
for (const { name, wait, broken, closed } of prepared) {
  timed(`a prepared connection ${name}`, (w) => {
    w.pump.prepare('ws://relay');
    w.relays[0].usable = !broken;
    w.pass(wait);
    w.pump.check('a.test', 'ws://relay', 'headline');
    assert.deepEqual(w.relays.map((relay) => relay.closed), closed);
    w.message('welcome');
    assert.ok(w.calls.some((call) => call.startsWith('receive welcome')));
  });
}

timed('snapshots that cost much come more seldom: they take a fifth of the time at most, and the last one comes', (w) => {
  const snapshots = () => w.posted.filter((m) => m.kind === 'snapshot').length;
  w.pump.check('a.test', 'ws://relay', 'standard');
  w.report.headline_us = 5;
  w.analyzer.snapshotMs = 100;
  w.message('flight');
  assert.equal(snapshots(), 1);
  w.pass(399);
  w.message('x');
  assert.equal(snapshots(), 1, 'it rests four times as long as it worked');
  w.pass(1);
  assert.equal(snapshots(), 2, 'then what came meanwhile is shown');
  w.message('x');
  w.report.complete = true;
  w.message('closed');
  assert.equal(snapshots(), 3);
  assert.equal(JSON.parse(w.posted.at(-1).json).complete, true);
});

timed('a long work for a snapshot is done in pieces, and messages have their turn in between', (w) => {
  w.pump.check('a.test', 'ws://relay', 'standard');
  Object.assign(w.analyzer, { pieces: 10, pieceMs: 5 });
  w.report.headline_us = 5;
  w.message('flight');
  assert.equal(w.posted.length, 0);
  assert.equal(w.analyzer.pieces, 7, 'no more than 15 ms at once');
  w.analyzer.outgoing = ['probe'];
  w.message('x');
  assert.deepEqual(w.sent, ['probe']);
  for (let i = 0; i < 3; i++) w.pass(0);
  assert.equal(w.posted.length, 1);
  assert.equal(w.analyzer.pieces, 0);
});

timed('a work that was left unfinished by a check is not taken up for the next one', (w) => {
  w.pump.check('a.test', 'ws://relay', 'standard');
  Object.assign(w.analyzer, { pieces: 10, pieceMs: 5 });
  w.report.headline_us = 5;
  w.message('flight');
  w.pump.stop();
  w.pass(1000);
  assert.equal(w.posted.length, 0);
});

timed('replayed evidence is shown at once; what cannot be read is refused', (w) => {
  w.pump.replay('saved');
  assert.equal(JSON.parse(w.posted.at(-1).json).complete, true);
  w.analyzer.replay = () => ({ ok: false, why: 'no JSON' });
  w.pump.replay('broken');
  assert.deepEqual(w.posted.at(-1).why, { code: 'not-evidence', words: 'no JSON' });
});

timed('what the snapshot leaves out is told when it is asked for', (w) => {
  w.pump.ask(1, { what: 'details', server: 0, address: 7 });
  w.pump.ask(2, { what: 'details', server: 1, address: 0 });
  assert.deepEqual(w.posted, [{ kind: 'told', request: 1, json: 'details of 7' }, { kind: 'told', request: 2, json: null }]);
});

timed('an analyzer that breaks down ends the check, and is told, and the relay is given back', (w) => {
  w.pump.check('a.test', 'ws://relay', 'headline');
  w.analyzer.receive = () => { throw new WebAssembly.RuntimeError('unreachable'); };
  w.message('x');
  assert.deepEqual(w.posted.at(-1).why, { code: 'broken' });
  assert.equal(w.relays[0].closed, true);
});

test('memory that the browser does not give is an error of its own, and nothing is written', () => {
  const memory = new Uint8Array(64);
  const analyzer = new Analyzer({ HEAPU8: memory, _mg_alloc: () => 0, _mg_free: () => assert.fail('nothing to free'), _mg_text: () => assert.fail('nothing to read') });
  assert.throws(() => analyzer.receive('a message', 1), OutOfMemory);
  assert.ok(memory.every((byte) => byte === 0));
});

timed('without memory the page is told so', (w) => {
  w.pump.check('a.test', 'ws://relay', 'headline');
  w.analyzer.receive = () => { throw new OutOfMemory(); };
  w.message('x');
  assert.deepEqual(w.posted.at(-1).why, { code: 'memory' });
  assert.equal(w.posted.at(-1).kind, 'failed');
});
