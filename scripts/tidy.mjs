// clang-tidy over every source of a built preset, two at a time, remembering what was clean.
//
//   node scripts/tidy.mjs BUILD_DIR
//
// A result is kept under a hash of everything it depends on: the tool's version, its configuration, the compile command and the
// content of each file the compiler read (the build's own dependency list). A second run therefore checks only what changed.
// Only clean results are remembered.

import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '..');
const build = path.resolve(process.argv[2]);
const memory = path.join(process.env.MAILGLASS_CACHE, 'tidy');
mkdirSync(memory, { recursive: true });

const sha256 = (data) => createHash('sha256').update(data).digest('hex');
const contentHashes = new Map();
function contentHash(file) {
  if (!contentHashes.has(file)) contentHashes.set(file, existsSync(file) ? sha256(readFileSync(file)) : 'absent');
  return contentHashes.get(file);
}
// The same file in another checkout has the same key.
const portable = (text) => text.replaceAll(build, '<build>').replaceAll(root, '<root>').replaceAll(process.env.MAILGLASS_CACHE, '<cache>');

// What ninja recorded of each object: the files the compiler read for it.
function dependencies() {
  const byObject = new Map();
  let current = null;
  for (const line of execFileSync('ninja', ['-C', build, '-t', 'deps'], { encoding: 'utf8', maxBuffer: 1 << 30 }).split('\n')) {
    const head = /^(\S.*): #deps \d+/.exec(line);
    if (head) byObject.set(head[1], (current = []));
    else if (line.startsWith('    ') && current) current.push(path.resolve(build, line.trim()));
  }
  return byObject;
}

const version = execFileSync('clang-tidy', ['--version'], { encoding: 'utf8' });
const configuration = contentHash(path.join(root, '.clang-tidy'));
const deps = dependencies();
const commands = JSON.parse(readFileSync(path.join(build, 'compile_commands.json'), 'utf8')).filter(
  ({ file }) => file.startsWith(root + path.sep) && !file.startsWith(build + path.sep),
);
const work = [];
for (const { file, command, output } of commands) {
  const read = deps.get(output);
  if (!read) throw new Error(`${path.relative(root, file)} is not built: build first`);
  const key = sha256([version, configuration, portable(command), ...read.map((f) => `${portable(f)} ${contentHash(f)}`)].join('\n'));
  if (!existsSync(path.join(memory, key))) work.push({ file, key });
}
console.log(`clang-tidy: ${commands.length} sources, ${commands.length - work.length} unchanged since they were found clean`);

let dirty = 0;
function check({ file, key }) {
  const begun = Date.now();
  // GCC's own warning options are in the compile commands; clang need not know them.
  const args = ['--quiet', '-p', build, '--extra-arg=-Wno-unknown-warning-option', file];
  return new Promise((resolve) => {
    execFile('clang-tidy', args, { maxBuffer: 1 << 28, timeout: 600_000 }, (error, stdout, stderr) => {
      const seconds = ((Date.now() - begun) / 1000).toFixed(0);
      if (error) {
        dirty += 1;
        console.log(`✘ ${path.relative(root, file)} (${seconds} s)\n${stdout}${error.killed ? 'stopped after 600 s\n' : ''}`);
        if (!stdout.trim()) console.log(stderr);
      } else {
        writeFileSync(path.join(memory, key), path.relative(root, file));
        console.log(`✔ ${path.relative(root, file)} (${seconds} s)`);
      }
      resolve();
    });
  });
}
async function worker() {
  for (let next = work.shift(); next; next = work.shift()) await check(next);
}
const jobs = Number(process.env.JOBS) || availableParallelism?.() || cpus().length;
await Promise.all(Array.from({ length: jobs }, worker));
if (dirty) {
  console.log(`clang-tidy: ${dirty} sources need attention`);
  process.exit(1);
}
