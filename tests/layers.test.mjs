// The layers of docs/architecture.md, held against what the sources include.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';

const root = fileURLToPath(new URL('..', import.meta.url));
// Where an include is looked for, as the build does.
const ROOTS = ['wasm', 'relay', ''];

/** @returns {Map<string, Set<string>>} the folders that each folder may include. */
function allowed() {
  const stated = /```layers\n([^]+?)```/.exec(readFileSync(join(root, 'docs/architecture.md'), 'utf8'))[1].trim().split('\n');
  const [layers, others] = [stated.filter((line) => !line.includes(':')), stated.filter((line) => line.includes(':'))];
  const may = new Map();
  layers.forEach((line, index) => {
    for (const folder of line.split(' ')) may.set(folder, new Set(layers.slice(index + 1).join(' ').split(' ').filter(Boolean)));
  });
  const analyzer = [...may.keys()];
  for (const line of others) {
    const [folder, list] = line.split(': ');
    may.set(folder, new Set(list.split(' ').flatMap((word) => (word === 'analyzer' ? analyzer : [word]))));
  }
  for (const [folder, below] of may) for (const name of below) assert.ok(may.has(name), `${folder} may include ${name}, which is no layer`);
  return may;
}

/** The folder that a source belongs to: "tls", "relay", "cli". */
const folderOf = (path) => (path.startsWith('wasm/') ? path.split('/')[1] : path.split('/')[0]);

/** @returns {Map<string, string[]>} path → what it includes by "…". */
function sources() {
  const found = new Map();
  for (const top of ['wasm', 'speech', 'relay', 'cli']) {
    for (const entry of readdirSync(join(root, top), { recursive: true, withFileTypes: true })) {
      if (!/\.(cpp|h)$/.test(entry.name)) continue;
      const path = join(entry.parentPath ?? entry.path, entry.name);
      found.set(path.slice(root.length), [...readFileSync(path, 'utf8').matchAll(/^\s*#\s*include\s+"(.+)"/gm)].map(([, name]) => name));
    }
  }
  return found;
}

/** @returns {string[]} what no layer allows, in words. */
function wrong(files) {
  const may = allowed();
  const complaints = [];
  for (const [path, includes] of files) {
    const from = folderOf(path);
    if (!may.has(from)) complaints.push(`${path}: ${from} is no layer`);
    for (const name of includes) {
      const target = ROOTS.map((prefix) => join(prefix, name)).find((candidate) => files.has(candidate));
      if (!target) complaints.push(`${path}: "${name}" is no source of this project`);
      else if (folderOf(target) !== from && !may.get(from)?.has(folderOf(target))) complaints.push(`${path}: ${from} may not include ${target}`);
    }
  }
  return complaints;
}

test('sources include only what their layer allows', () => assert.deepEqual(wrong(sources()), []));

for (const [path, name] of [
  ['wasm/tls/record.cpp', 'dns/name.h'], // a neighbour
  ['wasm/probe/offers.cpp', 'handshake/client.h'], // a neighbour higher up
  ['wasm/check/check.cpp', 'assess/verdict.h'], // upwards
  ['wasm/wire/frame.cpp', 'session/session.h'], // the analyzer knows no relay
  ['relay/guard/guard.cpp', 'x509/chain.h'], // the relay judges no certificate
  ['speech/words.cpp', 'words/phrase.h'], // phrases come to it as JSON
  ['relay/relay.cpp', 'cli/pump.h'],
]) {
  test(`${name} in ${path} would be seen`, () => {
    const files = new Map([...sources(), [path, [name]]]);
    assert.equal(wrong(files).length, 1);
  });
}
