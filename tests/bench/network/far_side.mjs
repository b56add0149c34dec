// A second network namespace, at the other end of a cable that delays (delay_line.py). This side is the namespace that the benchmark runs in.
import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { run } from '../../lab/run_command.mjs';

export const NEAR = '10.25.0.1';
export const FAR = '10.25.0.2';

/** Lays the cable. `hosts`: { name: address } that programs over there shall know. Returns `within`, the command that runs a program there. */
export async function farSide(delay_ms, hosts) {
  const name = `mailglass-${process.pid}`;
  const [near, far] = [`mgn${process.pid}`, `mgf${process.pid}`];
  const own_etc = join('/etc/netns', name);
  const stop = () => {
    cable.stdin.end();
    run('ip', ['netns', 'del', name]);
    rmSync(own_etc, { recursive: true, force: true });
  };
  const cable = spawn('python3', [fileURLToPath(new URL('delay_line.py', import.meta.url)), String(delay_ms), near, far], { stdio: ['pipe', 'pipe', 'inherit'] });
  await new Promise((resolve, reject) => {
    cable.stdout.once('data', resolve);
    cable.once('exit', (code) => reject(new Error(`the cable broke at once (${code})`)));
  });
  run('ip', ['netns', 'add', name]);
  try {
    // ip netns exec puts these in the place of /etc's.
    mkdirSync(own_etc, { recursive: true });
    writeFileSync(join(own_etc, 'hosts'), ['127.0.0.1 localhost', ...Object.entries(hosts).map(([host, address]) => `${address} ${host}`)].join('\n') + '\n');
    writeFileSync(join(own_etc, 'resolv.conf'), `nameserver ${NEAR}\n`);
    run('ip', ['link', 'set', far, 'netns', name]);
    run('ip', ['addr', 'add', NEAR, 'peer', FAR, 'dev', near]);
    run('ip', ['link', 'set', near, 'up']);
    run('ip', ['-n', name, 'addr', 'add', FAR, 'peer', NEAR, 'dev', far]);
    run('ip', ['-n', name, 'link', 'set', far, 'up']);
    run('ip', ['-n', name, 'link', 'set', 'lo', 'up']);
  } catch (error) {
    stop();
    throw error;
  }
  return { within: ['ip', 'netns', 'exec', name], stop };
}
