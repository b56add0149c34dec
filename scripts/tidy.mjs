// clang-tidy over every source of built presets, $JOBS at a time, remembering what was clean.
//
//   node scripts/tidy.mjs [--all] BUILD_DIR…
//
// A source is checked as the first of the BUILD_DIRs that compiles it does. With --all, one that none of them compiles is an error.
// A result is kept under a hash of everything it depends on: the tool's version, its configuration, the compile command and the
// content of each file the compiler read (the build's own dependency list). A second run therefore checks only what changed, in
// whichever checkout. Only clean results are remembered.

import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';

const root = path.resolve(path.dirname(new URL(import.meta.url).pathname), '..');
const everything = process.argv.includes('--all');
const builds = process.argv.slice(2).filter((argument) => argument !== '--all').map((directory) => path.resolve(directory));
const cache = process.env.MAILGLASS_CACHE;
if (!builds.length || !cache) throw new Error('usage: . scripts/setup/build.sh; node scripts/tidy.mjs [--all] BUILD_DIR…');
const memory = path.join(cache, 'tidy');
mkdirSync(memory, { recursive: true });

const said = (program, ...args) => execFileSync(program, args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 30 });
const sha256 = (data) => createHash('sha256').update(data).digest('hex');
const contentHashes = new Map();
function contentHash(file) {
  if (!contentHashes.has(file)) contentHashes.set(file, existsSync(file) ? sha256(readFileSync(file)) : 'absent');
  return contentHashes.get(file);
}

// What ninja recorded of each object: the files the compiler read for it.
function dependencies(build) {
  const byObject = new Map();
  let current = null;
  for (const line of said('ninja', '-C', build, '-t', 'deps').split('\n')) {
    const head = /^(\S.*): #deps \d+/.exec(line);
    if (head) byObject.set(head[1], (current = []));
    else if (line.startsWith('    ') && current) current.push(path.resolve(build, line.trim()));
  }
  return byObject;
}

// GCC's own warning options are in the compile commands; clang need not know them. em++ adds its target and system headers by itself.
function argumentsFor(command) {
  const extra = ['-Wno-unknown-warning-option'];
  if (/\bem\+\+/.test(command)) extra.push(...said('em++', '--cflags').trim().split(/\s+/));
  return extra.map((argument) => `--extra-arg=${argument}`);
}

const version = /version \S+/.exec(said('clang-tidy', '--version'))[0];
const script = contentHash(new URL(import.meta.url).pathname);
// A folder's configuration holds for what is below it.
function configurationFor(file) {
  const hashes = [script];
  for (let folder = path.dirname(file); folder.startsWith(root); folder = path.dirname(folder)) hashes.push(contentHash(path.join(folder, '.clang-tidy')));
  return hashes.join();
}
const sources = new Map(); // file → { build, args, key }
for (const build of builds) {
  const deps = dependencies(build);
  // The same file in another checkout has the same key.
  const portable = (text) => text.replaceAll(build, '<build>').replaceAll(root, '<root>').replaceAll(cache, '<cache>');
  for (const { file, command } of JSON.parse(readFileSync(path.join(build, 'compile_commands.json'), 'utf8'))) {
    if (!file.startsWith(root + path.sep) || file.startsWith(build + path.sep) || sources.has(file)) continue;
    const read = deps.get(/ -o (\S+) /.exec(command)[1]);
    if (!read) throw new Error(`${path.relative(root, file)} is not built in ${path.relative(root, build)}: build first`);
    const args = argumentsFor(command);
    const files = read.map((name) => `${portable(name)} ${contentHash(name)}`);
    sources.set(file, { build, args, key: sha256([version, configurationFor(file), portable(command), ...args.map(portable), ...files].join('\n')) });
  }
}
if (everything) {
  const left = said('git', 'ls-files', '-z', '*.cpp').split('\0').filter((name) => name && !sources.has(path.join(root, name)));
  if (left.length) throw new Error(`compiled in none of the builds, and so not checked: ${left.join(', ')}`);
}
const work = [...sources].map(([file, how]) => ({ file, ...how })).filter(({ key }) => !existsSync(path.join(memory, key)));
console.log(`clang-tidy: ${sources.size} sources, ${sources.size - work.length} unchanged since they were found clean`);

// False reports that no NOLINT can silence, for they stand in a library's header.
const KNOWN_FALSE = [
  // The analyzer takes a coroutine for a function: it does not see that resume() sets this before the body runs.
  /\/boost\/asio\/impl\/awaitable\.hpp:\d+:\d+: error: .*'resume_context_'.* \[clang-analyzer-core\.NullDereference[\],]/,
];
function onlyFalseReports(output) {
  const reports = output.split('\n').filter((line) => /: error: /.test(line));
  return reports.length > 0 && reports.every((line) => KNOWN_FALSE.some((known) => known.test(line)));
}

let dirty = 0;
function check({ file, build, args, key }) {
  const begun = Date.now();
  return new Promise((resolve) => {
    execFile('clang-tidy', ['--quiet', '-p', build, ...args, file], { maxBuffer: 1 << 28, timeout: 600_000 }, (error, stdout, stderr) => {
      const seconds = ((Date.now() - begun) / 1000).toFixed(0);
      if (error && !(error.code === 1 && onlyFalseReports(stdout + stderr))) {
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
const jobs = Number(process.env.JOBS) || cpus().length;
await Promise.all(Array.from({ length: jobs }, worker));
if (dirty) {
  console.log(`clang-tidy: ${dirty} sources need attention`);
  process.exit(1);
}
