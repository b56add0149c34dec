// The command line, as tests and benchmarks call it.
import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';

/** Folder of the built programs. */
export const programs = resolve(process.env.MAILGLASS_PROGRAMS ?? 'build/release');

/** Runs `mailglass ARGS`. `within`: a command that runs it, such as ['ip', 'netns', 'exec', 'NAME']. */
export function mailglass(args, within = []) {
  const [command, ...rest] = [...within, join(programs, 'cli/mailglass'), ...args];
  return new Promise((done) => {
    execFile(command, rest, { maxBuffer: 1 << 26, env: { ...process.env, LC_ALL: 'C.UTF-8' } }, (error, stdout, stderr) => done({ code: error ? error.code : 0, stdout, stderr }));
  });
}

/** Checks a domain through a running relay; returns its report. The exit codes 0 to 3 tell the verdict, all others that there is none. */
export async function check(domain, { relay, roots, anchor, depth, evidence, within }) {
  const { code, stdout, stderr } = await mailglass(
    ['check', domain, '--relay', relay.socket, '--roots', roots, '--json', '--depth', depth, ...(anchor ? ['--trust-anchor', anchor] : []), ...(evidence ? ['--evidence', evidence] : [])], within);
  if (![0, 1, 2, 3].includes(code)) throw new Error(`mailglass check ${domain} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout);
}
