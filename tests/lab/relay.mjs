// A relay for tests: the real program, on a free port, with the lab's configuration.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/**
 * programs: folder of the built programs (build/release). `address`: where it listens, if not on loopback; `within`: a command that runs it elsewhere, such as
 * ['ip', 'netns', 'exec', 'NAME'].
 */
export async function startRelay(programs, config, web = '', { address = '127.0.0.1', within = [] } = {}) {
  const port = await freePort();
  const [command, ...args] = [...within, join(programs, 'relay/mailglass-relay'), '--config', config, '--listen', `${address}:${port}`, '--web', web, '--log-level', 'warn'];
  const relay = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  const url = `http://${address}:${port}`;
  let ended = false;
  relay.on('exit', () => { ended = true; });
  for (let i = 0; i < 100; i++) {
    if (ended) throw new Error('the relay ended at once');
    try {
      if ((await fetch(`${url}/healthz`)).ok) return { port, url, socket: `ws://${address}:${port}/ws`, stop: () => relay.kill('SIGTERM') };
    } catch { /* not yet */ }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the relay did not come up');
}
