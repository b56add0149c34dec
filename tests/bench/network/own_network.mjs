// A benchmark's own network: the script runs again in a network namespace that holds nothing but loopback, so that nothing leaves the machine
// and no other lab on it is in the way.
import { spawnSync } from 'node:child_process';

import { run } from '../../lab/run_command.mjs';

/** In the environment of what runs in a network of its own. */
export const MARK = 'MAILGLASS_OWN_NETWORK';

/**
 * Call first: the outer process ends here with the inner one's exit code. Needs root. `more`: further kinds of namespaces, as options of unshare.
 */
export function ownNetwork(more = []) {
  if (process.env[MARK]) {
    run('ip', ['link', 'set', 'lo', 'up']);
    return;
  }
  if (process.getuid() !== 0) {
    console.error('this needs root: it makes a network namespace of its own');
    process.exit(1);
  }
  // Ctrl-C reaches the inner process too, which ends what it started.
  process.on('SIGINT', () => {});
  const inner = spawnSync('unshare', ['--net', ...more, process.execPath, ...process.argv.slice(1)], { stdio: 'inherit', env: { ...process.env, [MARK]: 'yes' } });
  if (inner.error) throw inner.error;
  process.exit(inner.status ?? 1);
}
