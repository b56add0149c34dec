// Domains with odd mail servers, in a network of their own on global addresses, with a name server that everybody asks: senders by /etc/resolv.conf,
// Mailglass as its root.
//
// A domain: { mx: [{ preference, name, servers: [behaviour…], v6: [behaviour…], at: [address…] }], also: [records of the domain] }; behaviour: see
// odd_server.mjs; a name 'literal' stands for the server's address in place of a name. Each address also gets a domain of its own with it alone
// (a0., a1. …), so that what senders do there is known where they would not come to it otherwise.
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { run } from '../lab/run_command.mjs';
import { pause } from '../production/world.mjs';

const DNS = '45.45.0.53';
export const ZONE = 'odd.com';

const v4 = (i) => `45.45.${1 + Math.floor(i / 200)}.${1 + (i % 200)}`;
const v6 = (i) => `2a0e:4545::1:${i.toString(16)}`;

/** Gives each domain its names and addresses: { name, servers: [{ address, host, behaviour, alone }], records }. */
export function placed(domains) {
  let next = 0;
  return domains.map((domain) => {
    const name = `${domain.key}.${ZONE}`;
    const records = (domain.also ?? []).map((record) => `${name}. ${record}`);
    const servers = [];
    for (const mx of domain.mx) {
      const own = [
        ...(mx.servers ?? []).map((behaviour) => ({ behaviour, address: v4(next++), type: 'A' })),
        ...(mx.v6 ?? []).map((behaviour) => ({ behaviour, address: v6(next++), type: 'AAAA' })),
      ];
      const special = (mx.at ?? []).map((address) => ({ address, type: address.includes(':') ? 'AAAA' : 'A' }));
      const host = mx.name === 'literal' ? own[0].address : `${mx.name}.${name}`;
      records.push(`${name}. MX ${mx.preference} ${host}.`);
      if (mx.name !== 'literal') for (const { address, type } of [...own, ...special]) records.push(`${host}. ${type} ${address}`);
      for (const { behaviour, address, type } of own) {
        const only = own.length + special.length === 1;
        if (only && domain.mx.length === 1 && !domain.also) { servers.push({ address, host, behaviour, alone: name }); continue; }
        const alone = `a${servers.length}.${name}`;
        records.push(`${alone}. MX 10 ${only ? host : `mx.${alone}`}.`);
        if (!only) records.push(`mx.${alone}. ${type} ${address}`);
        servers.push({ address, host, behaviour, alone });
      }
    }
    return { ...domain, name, servers, records };
  });
}

/** Starts the name server, and makes it everybody's. */
export async function startDns(folder, domains) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'root.zone'), `$ORIGIN .
$TTL 60
. SOA ns.${ZONE}. hostmaster.${ZONE}. 1 3600 600 86400 60
. NS ns.${ZONE}.
ns.${ZONE}. A ${DNS}
${domains.flatMap((domain) => domain.records).join('\n')}
`);
  writeFileSync(join(folder, 'nsd.conf'), `server:
  ip-address: ${DNS}@53
  username: ""
  server-count: 1
  pidfile: "${folder}/nsd.pid"
  database: ""
  zonelistfile: "${folder}/zone.list"
  xfrdfile: "${folder}/xfrd.state"
  rrl-ratelimit: 0
  xfrdir: "${folder}"
  logfile: "${folder}/nsd.log"
  zonesdir: "${folder}"
remote-control:
  control-enable: no
zone:
  name: "."
  zonefile: "${folder}/root.zone"
`);
  writeFileSync(join(folder, 'resolv.conf'), `nameserver ${DNS}\n`);
  // In this process's own view of the file system (tests/bench/network/own_network.mjs).
  run('mount', ['--bind', join(folder, 'resolv.conf'), '/etc/resolv.conf']);
  const nsd = spawn('nsd', ['-d', '-c', join(folder, 'nsd.conf')], { stdio: 'ignore' });
  await pause(500);
  return {
    root: DNS,
    stop: () => {
      nsd.kill('SIGTERM');
      run('umount', ['/etc/resolv.conf']);
    },
  };
}

/** The settings that Mailglass checks with: a relay of production, with little patience. `roots`: those that a relay gives its page, which is then the only client. */
export function settings(folder, dns, roots) {
  const file = join(folder, 'settings.toml');
  writeFileSync(file, `ehlo = "relay.world.com"
${roots ? `roots = "${roots}"` : ''}
[limits]
connect_ms = 3000
greeting_ms = 5000
reply_ms = 4000
handshake_ms = 4000
probe_ms = 20000
[budget]
${roots ? 'sessions_per_client = 100\nsessions_per_client_minute = 1000\naddresses_per_client_minute = 1000' : ''}
target_connections = 4
network_burst = 10000
network_per_minute = 60000
network_addresses = 1000
network_addresses_per_minute = 6000
connections_burst = 10000
connections_per_minute = 60000
[resolver]
root = "${dns.root}"
lookup_ms = 7000
[port25]
check = false
`);
  return file;
}
