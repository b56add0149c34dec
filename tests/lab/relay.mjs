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

/** programs: folder of the built programs (build/release). */
export async function startRelay(programs, config, web = '') {
  const port = await freePort();
  const relay = spawn(join(programs, 'relay/mailglass-relay'), ['--config', config, '--listen', `127.0.0.1:${port}`, '--web', web, '--log-level', 'warn'], { stdio: ['ignore', 'inherit', 'inherit'] });
  let ended = false;
  relay.on('exit', () => { ended = true; });
  for (let i = 0; i < 100; i++) {
    if (ended) throw new Error('the relay ended at once');
    try {
      if ((await fetch(`http://127.0.0.1:${port}/healthz`)).ok) return { port, url: `http://127.0.0.1:${port}`, stop: () => relay.kill('SIGTERM') };
    } catch { /* not yet */ }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the relay did not come up');
}
