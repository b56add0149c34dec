// The command line's program, run to its end.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const program = join(resolve(process.env.MAILGLASS_PROGRAMS ?? 'build/release'), 'cli/mailglass');

/** { code, stdout, stderr } of `mailglass …args`; the code is null where it took longer than so many milliseconds, and was ended. */
export const mailglassWithin = (timeout, ...args) => new Promise((done) => {
  execFile(program, args, { maxBuffer: 1 << 26, timeout, env: { ...process.env, LC_ALL: 'C.UTF-8' } }, (error, stdout, stderr) => done({ code: error ? error.code : 0, stdout, stderr }));
});
/** { code, stdout, stderr } of `mailglass …args`. */
export const mailglass = (...args) => mailglassWithin(0, ...args);
/** The same, with a text on standard input. */
export const mailglassGiven = (input, ...args) => new Promise((done) => {
  const child = execFile(program, args, { maxBuffer: 1 << 26, env: { ...process.env, LC_ALL: 'C.UTF-8' } }, (error, stdout, stderr) => done({ code: error ? error.code : 0, stdout, stderr }));
  child.stdin.end(input);
});

/** A folder that is gone when the process ends. */
export function temporaryFolder(prefix) {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
