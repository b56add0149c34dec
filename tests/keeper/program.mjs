// The relay's program as its keeper runs it: settings in a file, signals, its log and its exit code.
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';

export const programs = resolve(process.env.MAILGLASS_PROGRAMS ?? 'build/release');
export const relayProgram = join(programs, 'relay/mailglass-relay');

export async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

/** Asks until `ask` gives something true; what it throws means "not yet". */
export async function until(what, ask, seconds = 60) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    let last;
    try {
      const answer = await ask();
      if (answer) return answer;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) throw new Error(`${what}: not within ${seconds} s${last ? ` (${last.message})` : ''}`);
    await new Promise((done) => setTimeout(done, 25));
  }
}

/** settings: { "key": value, "section.key": value } as TOML. */
export function writeSettings(file, settings) {
  const sections = { '': [] };
  for (const [key, value] of Object.entries(settings)) {
    const dot = key.lastIndexOf('.');
    const section = dot < 0 ? '' : key.slice(0, dot);
    (sections[section] ??= []).push(`${key.slice(dot + 1)} = ${JSON.stringify(value)}`);
  }
  writeFileSync(file, Object.entries(sections).map(([name, lines]) => (name ? `[${name}]\n` : '') + lines.join('\n')).join('\n') + '\n');
}

/** Settings of a lab relay that asks `dns` and finds mail servers on `port`. */
export const labSettings = (dns, mail) => ({
  web: '', roots: '', ehlo: 'relay.keeper.test', allow_origins: ['*'],
  'resolver.root': dns.root, 'lab.allow_special': true, ...(mail ? { 'lab.smtp_port': mail.port } : {}),
});

/** Runs a command; `log()` is all it wrote so far, `ended` resolves to { code, signal }. */
export function run(command, args = [], options = {}) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  let text = '';
  child.stdout.on('data', (more) => { text += more; });
  child.stderr.on('data', (more) => { text += more; });
  const ended = new Promise((done, failed) => {
    child.on('error', failed);
    child.on('close', (code, signal) => done({ code, signal }));
  });
  ended.catch(() => {});
  return { pid: child.pid, log: () => text, ended, kill: (signal) => child.kill(signal) };
}

/** Starts the relay with these settings in `file` and waits until it listens. */
export async function startRelay(file, settings, args = []) {
  const port = await freePort();
  writeSettings(file, settings);
  const program = run(relayProgram, ['--config', file, '--listen', `127.0.0.1:${port}`, ...args]);
  let over;
  program.ended.then((how) => { over = how; });
  await until('the relay listens', () => {
    if (over) throw new Error(`it ended with ${over.code}: ${program.log()}`);
    return program.log().includes('listening on');
  });
  const url = `http://127.0.0.1:${port}`;
  const get = async (path) => {
    const response = await fetch(url + path);
    return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
  };
  return { ...program, port, url, socket: `ws://127.0.0.1:${port}/ws`, get, says: (words) => until(`its log says "${words}"`, () => program.log().includes(words)) };
}
