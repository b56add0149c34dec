// One exploration: a TLS server, STARTTLS in front of it, and what the probe says about it.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { startFront, startTlsServer } from './servers.mjs';

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
