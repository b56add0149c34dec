// Saved evidence with changes that its author could have made: the browser's analyzer reads it to its end, and nothing becomes verified by it that was not.
//   MUTANTS=100000 node --test tests/evidence/mutants.test.mjs      at length (MUTANTS_FROM: the first seed)
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { test } from 'node:test';

import { evidenceNames, evidenceText, rootsFile } from './replays.mjs';
import { loadAnalyzer } from './wasm_analyzer.mjs';

const count = Number(process.env.MUTANTS ?? 2000);
const from = Number(process.env.MUTANTS_FROM ?? 1);
const analyzer = await loadAnalyzer(resolve(process.env.MAILGLASS_WASM_DIR ?? 'build/wasm/wasm/binding'));
analyzer.roots(readFileSync(rootsFile));

/** A generator of whole numbers below `end` (mulberry32). */
function chance(seed) {
  let state = seed >>> 0;
  return (end) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % end;
  };
}

/** Numbers as text: JSON of JavaScript's own cannot write them all. */
const EXTREMES = ['0', '1', '2147483647', '2147483648', '4294967295', '4294967296', '9007199254740991', '9007199254740992', '9223372036854775807', '9223372036854775808', '18446744073648551615', '18446744073709551615'];

/** What is called verified. Which of two connections showed a certificate first is chance, and an address is not what is proven of it. */
const verified = (report) => new Set(JSON.parse(report).facts.flatMap(({ code, subject, value, assurance }) => [
  ...(assurance === 'verified' ? [JSON.stringify([code === 'x509.other_leaf' ? 'x509.leaf' : code, subject.host ?? '', value])] : []),
  // That a certificate asks for an OCSP answer stays true where a file was cut before one was asked for.
  ...(code === 'x509.must_staple' ? [JSON.stringify([code, subject.host ?? '', null])] : []),
]));

const originals = evidenceNames.map((name) => {
  const text = evidenceText(name);
  return { name, head: JSON.parse(text), text, verified: verified(analyzer.replay(text)) };
});

/** Events as texts, so that any number can stand in them. */
const write = (evidence, events) => JSON.stringify({ ...evidence, events: [] }).replace(/"events":\[\]\}$/, () => `"events":[${events.join(',')}]}`);

function inFrame(event, change) {
  let us, binary;
  // An earlier change may have left no JSON of it.
  try { ({ us, binary } = JSON.parse(event)); } catch { return event; }
  if (typeof binary !== 'string') return event;
  const bytes = Buffer.from(binary, 'base64');
  return JSON.stringify({ us, binary: (change(bytes) ?? bytes).toString('base64') });
}

const changes = {
  drop: (events, pick) => events.splice(pick(events.length), 1),
  swap: (events, pick) => {
    const [a, b] = [pick(events.length), pick(events.length)];
    [events[a], events[b]] = [events[b], events[a]];
  },
  duplicate: (events, pick) => events.splice(pick(events.length), 0, events[pick(events.length)]),
  cut: (events, pick) => events.splice(pick(events.length)),
  time: (events, pick) => {
    const at = pick(events.length);
    events[at] = events[at].replace(/^\{"us":\d+/, `{"us":${EXTREMES[pick(EXTREMES.length)]}`);
  },
  number: (events, pick) => {
    const at = pick(events.length);
    const numbers = [...events[at].matchAll(/:(\d+)/g)];
    const one = numbers[pick(numbers.length)];
    if (one) events[at] = events[at].slice(0, one.index + 1) + EXTREMES[pick(EXTREMES.length)] + events[at].slice(one.index + one[0].length);
  },
  byte: (events, pick) => {
    const at = pick(events.length);
    events[at] = inFrame(events[at], (bytes) => { bytes[pick(bytes.length)] ^= 1 + pick(255); });
  },
  character: (events, pick) => {
    const at = pick(events.length);
    const place = pick(events[at].length);
    events[at] = events[at].slice(0, place) + String.fromCharCode(32 + pick(95)) + events[at].slice(place + 1);
  },
  redirect: (events, pick) => {
    const at = pick(events.length);
    events[at] = inFrame(events[at], (bytes) => { if (bytes.length >= 8) bytes.writeUInt32BE(pick(2) ? pick(40) : 0xffffffff, 4); });
  },
  header: (events, pick) => {
    const at = pick(events.length);
    events[at] = inFrame(events[at], (bytes) => { if (bytes.length >= 24) bytes.writeBigUInt64BE(BigInt(EXTREMES[pick(EXTREMES.length)]), 8 + 8 * pick(2)); });
  },
  shorten: (events, pick) => {
    const at = pick(events.length);
    events[at] = inFrame(events[at], (bytes) => bytes.subarray(0, pick(bytes.length)));
  },
  splice: (events, pick) => {
    const other = originals[pick(originals.length)].head.events;
    if (other.length > 0) events[pick(events.length)] = JSON.stringify(other[pick(other.length)]);
  },
  tick: (events, pick) => events.splice(pick(events.length), 0, `{"us":${EXTREMES[pick(EXTREMES.length)]},"tick":true}`),
};
const KINDS = Object.keys(changes);

/** The file of a seed: its text, what was done, and the one it was made of. */
function mutant(seed) {
  const pick = chance(seed);
  const original = originals[pick(originals.length)];
  const head = { ...original.head };
  const events = head.events.map((event) => JSON.stringify(event));
  const done = [];
  for (let left = 1 + pick(6); left > 0 && events.length > 0; --left) {
    const kind = KINDS[pick(KINDS.length)];
    changes[kind](events, pick);
    done.push(kind);
  }
  const setup = pick(24);
  if (setup === 0) head.started_unix_ms += (pick(4000) - 2000) * 86400e3;
  if (setup === 1) head.depth = ['headline', 'quick', 'standard', 'full'][pick(4)];
  if (setup === 2) head.plan = pick(5);
  if (setup === 3) head.seed = `${pick(16).toString(16)}${head.seed.slice(1)}`;
  return { original, done, dated: setup === 0 ? head.started_unix_ms : null, text: write(head, events) };
}

test(`${count} changed files are read to their end, and nothing new is verified`, () => {
  const wrong = [];
  let read = 0;
  let proven = 0;
  let longest = 0;
  for (let seed = from; seed < from + count; ++seed) {
    const { original, done, dated, text } = mutant(seed);
    // The processor's time: what else the machine does is nothing to this.
    const begun = process.cpuUsage();
    const result = analyzer.tryReplay(text);
    const { user, system } = process.cpuUsage(begun);
    longest = Math.max(longest, (user + system) / 1000);
    if (!result.ok) {
      assert.ok(result.text.length > 5, `seed ${seed}: refused without a word`);
      continue;
    }
    ++read;
    const found = verified(result.text);
    proven += found.size;
    if (found.size === 0) continue;
    // A date is its author's word: what a certificate is worth at it is no other than for the true file.
    const expected = dated === null ? original.verified : verified(analyzer.replay(write({ ...original.head, started_unix_ms: dated }, original.head.events.map((event) => JSON.stringify(event)))));
    for (const claim of found) {
      if (!expected.has(claim)) wrong.push(`seed ${seed} (${original.name}: ${done.join(', ')}): ${claim}`);
    }
  }
  console.log(`${count} changed files: ${read} read, the others refused in words; ${proven} facts still verified; the longest took ${longest.toFixed(0)} ms of the processor`);
  assert.deepEqual(wrong.slice(0, 20), [], `${wrong.length} newly verified`);
  assert.ok(read > count / 4 && proven > 0, 'too few were read to say anything');
  assert.ok(longest < 10_000, `one took ${longest} ms of the processor`);
});
