// clang-tidy over every source of built presets, $JOBS at a time, remembering what was clean.
//
//   node scripts/tidy.mjs [--all] [--only=REGEX] BUILD_DIR…
//
// A source is checked as the first of the BUILD_DIRs that compiles it does. With --all, one that none of them compiles is an error. --only
// names those to check now, by their paths.
// The headers of libraries take far longer to read and to match than a source does. So what is to be checked is put together, up to BATCH
// sources in one text, each behind a #line of its own. Those in which an error stands, for names that collide or
// for what is found, are checked apart from the others, down to single sources.
//
// A result is kept under a hash of everything it depends on: the tool's version, its configuration, the compile command and the
// content of each file the compiler read (the build's own dependency list). A second run therefore checks only what changed, in
// whichever checkout. Only clean results are remembered.

import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';

const root = path.resolve(path.dirname(new URL(import.meta.url).pathname), '..');
const everything = process.argv.includes('--all');
const only = new RegExp(process.argv.find((argument) => argument.startsWith('--only='))?.slice('--only='.length) ?? '');
const builds = process.argv.slice(2).filter((argument) => !argument.startsWith('--')).map((directory) => path.resolve(directory));
const cache = process.env.MAILGLASS_CACHE;
if (!builds.length || !cache) throw new Error('usage: . scripts/setup/build.sh; node scripts/tidy.mjs [--all] [--only=REGEX] BUILD_DIR…');
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

const BATCH = 24;
// Beside tests it may have little of the processors.
const LONGEST_S = 3600;
// In what coroutines of Asio expand to, the path-sensitive checks at full depth take three quarters of all the time, and have nothing to say.
const SHALLOW = /-DBOOST_ASIO_SEPARATE_COMPILATION/;
const analyzer = (setting) => ['-Xclang', '-analyzer-config', '-Xclang', setting].map((argument) => `--extra-arg=${argument}`);
const SHALLOW_ARGUMENTS = analyzer('mode=shallow');
// Elsewhere they go as deep as they can, but end in one function where the shallow ones do too: beyond it lies more than half of the time.
const DEEP_ARGUMENTS = analyzer('max-nodes=75000');

// A translation unit that CMake made of several sources lists them.
const isUnity = (compiled) => /\/Unity\/unity_\w+\.cxx$/.test(compiled);
function sourcesOf(compiled) {
  if (!isUnity(compiled)) return [compiled];
  return [...readFileSync(compiled, 'utf8').matchAll(/^#include "(.+)"$/gm)].map(([, file]) => file);
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
  const commands = JSON.parse(readFileSync(path.join(build, 'compile_commands.json'), 'utf8'));
  // The same file in another checkout has the same key.
  const portable = (text) => text.replaceAll(build, '<build>').replaceAll(root, '<root>').replaceAll(cache, '<cache>');
  for (const { file: compiled, command } of commands) {
    const read = deps.get(/ -o (\S+) /.exec(command)[1]);
    for (const file of sourcesOf(compiled)) {
      if (!file.startsWith(root + path.sep) || file.startsWith(build + path.sep) || sources.has(file)) continue;
      if (!only.test(path.relative(root, file))) {
        sources.set(file, {});
        continue;
      }
      if (!read) throw new Error(`${path.relative(root, file)} is not built in ${path.relative(root, build)}: build first`);
      const args = [...argumentsFor(command), ...(SHALLOW.test(command) ? SHALLOW_ARGUMENTS : DEEP_ARGUMENTS)];
      const files = read.filter((name) => !name.includes('/Unity/')).map((name) => `${portable(name)} ${contentHash(name)}`);
      const plain = command.replace(compiled, file);
      // The number of a translation unit, and who shares it, say nothing of this source.
      const how = portable(plain).replace(/ -MD .*/, '');
      sources.set(file, { build, args, plain, key: sha256([version, configurationFor(file), how, ...args.map(portable), ...files].join('\n')) });
    }
  }
}
if (everything) {
  const left = said('git', 'ls-files', '-z', '*.cpp').split('\0').filter((name) => name && !sources.has(path.join(root, name)));
  if (left.length) throw new Error(`compiled in none of the builds, and so not checked: ${left.join(', ')}`);
}
const work = [...sources].map(([file, how]) => ({ file, ...how })).filter(({ key }) => key && !existsSync(path.join(memory, key)));
console.log(`clang-tidy: ${sources.size} sources, ${sources.size - work.length} unchanged since they were found clean or not asked for`);

// False reports that no NOLINT can silence, for they stand in a library's header.
const KNOWN_FALSE = [
  // The analyzer takes a coroutine for a function: it does not see that resume() sets this before the body runs.
  /\/boost\/asio\/impl\/awaitable\.hpp:\d+:\d+: error: .*'resume_context_'.* \[clang-analyzer-core\.NullDereference[\],]/,
];
function onlyFalseReports(output) {
  const reports = output.split('\n').filter((line) => /: error: /.test(line));
  return reports.length > 0 && reports.every((line) => KNOWN_FALSE.some((known) => known.test(line)));
}

const scratch = mkdtempSync(path.join(tmpdir(), 'mailglass-tidy-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));
let databases = 0;
// How a source is compiled, with what may differ between sources of one text apart: where its headers are found, and the texts that are
// defined for it. How well it is optimized is nothing to clang-tidy.
function parts({ plain, file }) {
  const found = { compiler: [], headers: [], texts: [] };
  const words = plain.match(/(?:\\.|\S)+/g).map((word) => word.replace(/\\(.)/g, '$1'));
  for (let word = words.shift(); word; word = words.shift()) {
    if (word === '-isystem') found.headers.push(`${word}${words.shift()}`);
    else if (word.startsWith('-I')) found.headers.push(word);
    else if (/^-D\w+="/.test(word)) found.texts.push(word.slice('-D'.length));
    else if (['-o', '-MF', '-MT'].includes(word)) words.shift();
    else if (!/^-(c|MD|O\w?|g\d?)$/.test(word) && word !== file) found.compiler.push(word);
  }
  return found;
}

// What a source keeps to itself stays its own.
const apart = (text, i) => text.replace(/^(namespace \{\n.*\n\})$/gm, '$1  // namespace').replace(/^namespace \{$/gm, `namespace { namespace source_${i} {`).replace(/^\}  \/\/ namespace$/gm, `}} using namespace source_${i};`);
const define = (text) => text.replace(/^(\w+)=(.*)$/, '#undef $1\n#define $1 $2\n');
const written = (source, i) => `${parts(source).texts.map(define).join('')}#line 1 "${source.file}"\n${apart(readFileSync(source.file, 'utf8'), i)}\n`;

// clang-tidy, by a compilation database of one entry.
function tidy(batch, ...more) {
  const [{ build, plain, args, file }] = batch;
  const folder = path.join(scratch, String(databases++));
  mkdirSync(folder);
  const entry = { directory: build, file, command: plain };
  const how = ['--quiet', '-p', folder, ...args];
  const ends = []; // the last line of each in the text of several
  if (batch.length > 1) {
    const source = path.join(folder, 'together.cpp');
    const texts = batch.map(written);
    writeFileSync(source, texts.join(''));
    for (const text of texts) ends.push((ends.at(-1) ?? 0) + text.split('\n').length - 1);
    const headers = batch.flatMap((one) => parts(one).headers);
    const beside = batch.map((one) => `-iquote${path.dirname(one.file)}`);
    Object.assign(entry, { file: source, command: undefined, arguments: [...parts(batch[0]).compiler, ...new Set([...headers, ...beside]), '-c', source] });
    how.push(`--config=${configurationOf(path.dirname(file))}`);
  }
  writeFileSync(path.join(folder, 'compile_commands.json'), JSON.stringify([entry]));
  return new Promise((resolve) => {
    execFile('clang-tidy', [...how, ...more, entry.file], { maxBuffer: 1 << 28, timeout: LONGEST_S * 1000 }, (error, stdout, stderr) => resolve({ error, stdout, stderr, ends }));
  });
}
// What clang-tidy makes of a folder's configuration, with all its parents: a text elsewhere has none of its own.
const configurations = new Map();
function configurationOf(folder) {
  if (!configurations.has(folder)) configurations.set(folder, said('clang-tidy', '--dump-config', path.join(folder, 'any.cpp'), '--'));
  return configurations.get(folder);
}
const clean = ({ error, stdout, stderr }) => !error || (error.code === 1 && onlyFalseReports(stdout + stderr));
const seconds = (begun) => ((Date.now() - begun) / 1000).toFixed(0);
const name = ({ file }) => path.relative(root, file);
const remember = (source) => writeFileSync(path.join(memory, source.key), name(source));

let dirty = 0;
async function checkOne(source) {
  const begun = Date.now();
  const found = await tidy([source]);
  if (clean(found)) {
    remember(source);
    console.log(`✔ ${name(source)} (${seconds(begun)} s)`);
    return;
  }
  dirty += 1;
  console.log(`✘ ${name(source)} (${seconds(begun)} s)\n${found.stdout}${found.error.killed ? `stopped after ${LONGEST_S} s\n` : ''}`);
  if (!found.stdout.trim()) console.log(found.stderr);
}
async function check(batch) {
  if (batch.length === 1) return checkOne(batch[0]);
  // What the compiler says by itself, beside a check that costs nothing, is known at a tenth of what everything costs.
  const begun = Date.now();
  for (const checks of [['--checks=-*,google-readability-todo', '--extra-arg=-ferror-limit=0'], []]) {
    const found = await tidy(batch, ...checks);
    if (clean(found)) continue;
    console.log(`  not together (${seconds(begun)} s): ${/error: .*/.exec(found.stdout)?.[0] ?? found.stderr.slice(0, 200)}`);
    for (const some of apartFrom(batch, found)) await check(some);
    return;
  }
  batch.forEach(remember);
  console.log(`✔ ${batch.map(name).join(' ')} (${seconds(begun)} s)`);
}
// Those that an error stands in, and the others; the first of them alone, where that are most: one that ends too soon breaks what follows.
// Halves, where it is a header.
function apartFrom(batch, { stdout, ends }) {
  const lines = [...stdout.matchAll(/^\S+\/together\.cpp:(\d+):\d+: error: /gm)].map(([, line]) => Number(line));
  const named = new Set(lines.map((line) => batch[ends.findIndex((end) => line <= end)]));
  const out = named.size > batch.length / 2 ? [...named].slice(0, 1) : [...named];
  const rest = batch.filter((one) => !out.includes(one));
  return out.length ? [rest, out] : [batch.slice(0, Math.ceil(batch.length / 2)), batch.slice(Math.ceil(batch.length / 2))];
}

// There is one in a program.
const hasEntry = ({ file }) => /^int main\(|\bLLVMFuzzerTestOneInput\(/m.test(readFileSync(file, 'utf8'));
// Together: sources that are compiled alike and looked at alike.
function batches() {
  const groups = new Map();
  for (const source of work) {
    const key = [configurationOf(path.dirname(source.file)), ...parts(source).compiler, ...source.args, ...(hasEntry(source) ? [source.file] : [])].join('\n');
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(source);
  }
  return [...groups.values()].flatMap((group) => {
    const count = Math.ceil(group.length / BATCH);
    const size = Math.ceil(group.length / count);
    return Array.from({ length: count }, (_, i) => group.slice(i * size, (i + 1) * size));
  });
}
const waiting = batches();
async function worker() {
  for (let next = waiting.shift(); next; next = waiting.shift()) await check(next);
}
const jobs = Number(process.env.JOBS) || cpus().length;
await Promise.all(Array.from({ length: jobs }, worker));
if (dirty) {
  console.log(`clang-tidy: ${dirty} sources need attention`);
  process.exit(1);
}
