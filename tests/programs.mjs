// Runs the GoogleTest programs that ctest knows of a build, each as few processes instead of one for every test:
//
//   node tests/programs.mjs build/sanitize [--jobs 2] [--only REGEX]
//
// Under sanitizers a process takes up to half a second to begin, and there are some 1,700 tests. `ctest` itself stays the way to run one of them alone.
// Prints what failed, and last 'N passed, N failed'.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';

const TESTS_A_PROCESS = 25;
const MOST_SECONDS = 900;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { jobs: { type: 'string', default: String(availableParallelism()) }, only: { type: 'string', default: '.' } },
});
const [build] = positionals;
if (!build) throw new Error('Usage: node tests/programs.mjs BUILD [--jobs N] [--only REGEX]');

/** @returns {Map<string, {cwd: string, tests: number}>} by the program's path; what is no GoogleTest counts as one test. */
function programs() {
  const listed = JSON.parse(execFileSync('ctest', ['--test-dir', build, '--show-only=json-v1'], { encoding: 'utf8', maxBuffer: 1 << 28 }));
  const found = new Map();
  for (const { name, command, properties } of listed.tests) {
    if (!command) throw new Error(`${name} is not built`);
    const google = command.some((word) => word.startsWith('--gtest_filter='));
    const key = google ? command[0] : command.join(' ');
    const entry = found.get(key) ?? { command: google ? [command[0]] : command, google, tests: 0, cwd: properties.find((one) => one.name === 'WORKING_DIRECTORY')?.value };
    entry.tests++;
    found.set(key, entry);
  }
  return [...found.values()].filter(({ command }) => new RegExp(values.only).test(command[0]));
}

const results = mkdtempSync(join(tmpdir(), 'mailglass-tests-'));

/** One process: its share of a program's tests. What it did not report, for it crashed or hung, counts as failed. */
function share({ command, google, tests, cwd }, index, count) {
  return new Promise((done) => {
    const report = join(results, `${basename(command[0])}.${index}.json`);
    const begun = Date.now();
    const child = spawn(command[0], [...command.slice(1), ...(google ? ['--gtest_brief=1', `--gtest_output=json:${report}`] : [])], {
      cwd, stdio: ['ignore', 'pipe', 'pipe'],
      env: google ? { ...process.env, GTEST_TOTAL_SHARDS: String(count), GTEST_SHARD_INDEX: String(index) } : process.env,
    });
    let output = '', late = false;
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => { output = (output + text).slice(-200_000); });
    const timer = setTimeout(() => { late = true; child.kill('SIGABRT'); }, MOST_SECONDS * 1000);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      let passed = google ? 0 : Number(code === 0), failed = google ? 0 : Number(code !== 0);
      if (google && existsSync(report)) {
        const told = JSON.parse(readFileSync(report, 'utf8'));
        failed = told.failures;
        passed = told.tests - told.failures - told.disabled;
      }
      if (code !== 0 && failed === 0) failed = Math.max(1, Math.ceil(tests / count) - passed);
      const name = `${basename(command[0])}${count > 1 ? ` ${index + 1}/${count}` : ''}`;
      if (failed) console.log(output.trimEnd());
      console.log(`${failed ? '✘' : '✔'} ${name}: ${passed} passed, ${failed} failed${late ? ', ended late' : signal ? `, ended by ${signal}` : ''} (${((Date.now() - begun) / 1000).toFixed(1)} s)`);
      done({ passed, failed });
    });
  });
}

const waiting = programs().flatMap((program) => {
  const count = program.google ? Math.ceil(program.tests / TESTS_A_PROCESS) : 1;
  return Array.from({ length: count }, (_, index) => () => share(program, index, count));
});
let passed = 0, failed = 0;
await Promise.all(Array.from({ length: Number(values.jobs) }, async () => {
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const told = await next();
    passed += told.passed;
    failed += told.failed;
  }
}));
rmSync(results, { recursive: true });
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed || !passed ? 1 : 0);
