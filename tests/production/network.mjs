// A network that holds nothing but loopback, on which global addresses are this machine's own: a relay in production mode connects there as it would
// anywhere. Nothing leaves the machine.
import { writeFileSync } from 'node:fs';

import { ownNetwork } from '../bench/network/own_network.mjs';
import { run } from '../lab/run_command.mjs';

/** Call first: the script runs again within the network. Needs root. `more`: further kinds of namespaces, as options of unshare. */
export function globalNetwork(more = []) {
  ownNetwork(more);
  run('ip', ['route', 'add', 'local', '45.45.0.0/16', 'dev', 'lo']);
  run('ip', ['-6', 'route', 'add', 'local', '2a0e:4545::/32', 'dev', 'lo']);
  run('ip', ['address', 'add', '2a0e:4545::1/128', 'dev', 'lo']);
  writeFileSync('/proc/sys/net/ipv6/ip_nonlocal_bind', '1');
}

/** One more address that is this machine's own, be it special or not. */
export const ownAddress = (address) => run('ip', ['address', 'replace', `${address}/${address.includes(':') ? 128 : 32}`, 'dev', 'lo']);
