// The real mailglass-relay, in production mode unless it is told otherwise, and what the system says of its process.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** Folder of the built programs. */
export const programs = resolve(process.env.MAILGLASS_BUILD ?? join(root, 'build/release'));

const PORT = 8025;
/** What the relay has in this network unless a test says otherwise; tables below tables. */
const BASE = {
  listen_address: '0.0.0.0', listen_port: PORT, web: '', ehlo: 'relay.world.com', log_level: 'warn',
  resolver: { root: '45.45.0.53' },
  port25: { check: false },
};

const value = (v) => (Array.isArray(v) ? `[${v.map(value).join(', ')}]` : typeof v === 'string' ? JSON.stringify(v) : String(v));
function toml(settings) {
  const flat = Object.entries(settings).filter(([, v]) => typeof v !== 'object' || Array.isArray(v));
  const tables = Object.entries(settings).filter(([, v]) => typeof v === 'object' && !Array.isArray(v));
  const lines = (entries) => entries.map(([name, v]) => `${name} = ${value(v)}\n`).join('');
  return lines(flat) + tables.map(([name, table]) => `[${name}]\n${lines(Object.entries(table))}`).join('');
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const accepts = () => new Promise((done) => {
  const socket = createConnection({ host: '127.0.0.1', port: PORT }, () => { socket.destroy(); done(true); });
  socket.on('error', () => done(false));
});

/** The processes whose parent is this one, and theirs. */
export function offspring(pid) {
  const found = [];
  for (const entry of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, 'latin1');
      const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (Number(parent) === pid && state !== 'Z') found.push(Number(entry), ...offspring(Number(entry)));
    } catch { /* it has ended meanwhile */ }
  }
  return found;
}

const statusOf = (pid, field) => readFileSync(`/proc/${pid}/status`, 'latin1').match(new RegExp(`^${field}:\\s*(\\S+)`, 'm'))?.[1];

/** `settings`: over BASE; `descriptors`: what ulimit is told, such as ['-Sn', '1024']; `args`: further options. */
export async function startRelay({ settings = {}, descriptors, args = [] } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'mailglass-production-'));
  const file = join(folder, 'relay.toml');
  const merged = { ...BASE };
  for (const [name, v] of Object.entries(settings)) merged[name] = typeof v === 'object' && !Array.isArray(v) ? { ...BASE[name], ...v } : v;
  writeFileSync(file, toml(merged));
  const limit = descriptors ? `ulimit ${descriptors.join(' ')} && ` : '';
  const child = spawn('bash', ['-c', `${limit}exec "$0" "$@"`, join(programs, 'relay/mailglass-relay'), '--config', file, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  let words = '', ended;
  child.stderr.on('data', (bytes) => { words = (words + bytes).slice(-20000); });
  const gone = new Promise((done) => child.on('exit', (code, signal) => { ended = { code, signal }; done(); }));
  for (let i = 0; i < 200 && !ended && !(await accepts()); i++) await pause(50);
  const forget = () => rmSync(folder, { recursive: true, force: true });
  if (ended || !(await accepts())) {
    child.kill('SIGKILL');
    forget();
    throw new Error(`the relay did not come up: ${words}`);
  }
  return {
    port: PORT, pid: child.pid,
    get alive() { return !ended; },
    get log() { return words; },
    rssKiB: () => [child.pid, ...offspring(child.pid)].reduce((sum, pid) => sum + Number(statusOf(pid, 'VmRSS')), 0),
    descriptors: () => readdirSync(`/proc/${child.pid}/fd`).length,
    children: () => offspring(child.pid),
    statusOf,
    /** Ends it as its keeper would. An error unless it lived until then and ends well. */
    async stop() {
      const before = ended;
      if (!ended) child.kill('SIGTERM');
      const hard = setTimeout(() => child.kill('SIGKILL'), 10000);
      await gone;
      clearTimeout(hard);
      forget();
      if (before) throw new Error(`the relay had ended before (${JSON.stringify(before)}): ${words}`);
      if (ended.code !== 0) throw new Error(`the relay did not end well (${JSON.stringify(ended)}): ${words}`);
    },
  };
}
