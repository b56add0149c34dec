// One exploration: a TLS server, STARTTLS in front of it, and what the probe says about it.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { generator } from './random.mjs';
import { freePort, startFront, startTlsServer } from './servers.mjs';

const run = promisify(execFile);

/** Facts about a server with a configuration. `beside(port)` may ask other programs about the same server. */
export async function explore(configuration, port, { probe, depth, budget }, beside) {
  let server;
  let front;
  try {
    server = await startTlsServer(configuration.command, configuration.args, port, configuration.environment);
    front = await startFront(port);
    const { stdout } = await run(probe, ['--port', String(front.port), '--host', 'mx.example.test', '--depth', depth, '--budget', budget], { maxBuffer: 1 << 24, timeout: 120_000 });
    return { facts: JSON.parse(stdout), peers: await beside?.(front.port) };
  } finally {
    await front?.stop();
    await server?.stop();
  }
}

/** What a seed makes of `makers` (kind → configuration), and how it is explored; `random` goes on behind that. */
export async function drawn(seed, makers, { only, depth: asked }) {
  const random = generator(seed);
  const kinds = Object.keys(makers);
  const kind = only ?? kinds[seed % kinds.length];
  const depth = asked ?? (random.chance(0.25) ? 'full' : 'standard');
  const port = await freePort();
  const configuration = makers[kind](random, port);
  // Some explorations are cut short, as by a server that throttles: what is said by then must not be wrong either.
  const budget = random.chance(0.2) ? String(random.pick([2, 4, 6, 9, 12])) : '0';
  return { random, kind, depth, port, configuration, budget };
}
