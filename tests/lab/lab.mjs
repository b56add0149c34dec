// The lab: real DNS and real mail servers on loopback addresses of this machine, for domains below .test. Nothing leaves the machine.
//
//   node tests/lab/lab.mjs          starts it, lists the domains, waits for Ctrl-C
//   import { startLab }             for tests
import { X509Certificate, createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { connect } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { certificates } from './certificates.mjs';
import { startDns } from './dns.mjs';
import { startPolicyHost } from './policy_host.mjs';
import { startExim, unpackExim } from './exim.mjs';
import { startOddServers } from './odd_servers.mjs';
import { startPostfix } from './postfix.mjs';
import { run } from './run_command.mjs';
import { IPV6, scenarios as everyScenario } from './scenarios.mjs';
import { startTarpit } from './tarpit.mjs';

const CACHE = process.env.MAILGLASS_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'mailglass');

/** The name the lab's relay says in EHLO. */
export const EHLO = 'relay.lab.test';

/** Deadlines short enough for tests, long enough for postscreen's six seconds. */
const QUICK = `[limits]
connect_ms = 3000
greeting_ms = 9000
reply_ms = 4000
handshake_ms = 4000
probe_ms = 20000

[budget]
sessions_per_client = 100
sessions_per_client_minute = 10000
addresses_per_client_minute = 10000
target_connections = 4
patience_ms = 12000
patient_probes_per_client = 100
network_burst = 10000
network_per_minute = 60000
network_addresses = 1000
network_addresses_per_minute = 6000
connections_burst = 10000
connections_per_minute = 60000
`;

const relay_config = ({ dns, root }, sections, origins) => `# Written by the lab.
ehlo = "${EHLO}"
allow_origins = ${JSON.stringify(['self', ...origins])}
extra_roots = "${root}"

${sections}
[resolver]
root = "${dns.root}"
trust_anchor = "${dns.anchor}"
lookup_ms = 7000

[port25]
check = false

[lab]
allow_special = true
`;

function claim(folder) {
  const pid_file = join(folder, 'pid');
  if (existsSync(pid_file)) {
    const pid = Number(readFileSync(pid_file, 'utf8'));
    try {
      process.kill(pid, 0);
      if (pid !== process.pid) throw new Error(`a lab is already running on this machine (process ${pid}): stop it first`);
    } catch (error) {
      if (error.code !== 'ESRCH') throw error;
      // A lab that was killed leaves its Postfix behind.
      const conf = join(folder, 'postfix/conf');
      if (existsSync(conf)) try { run('postfix', ['-c', conf, 'abort']); } catch { /* it was not running */ }
    }
  }
  writeFileSync(pid_file, String(process.pid));
  return () => rmSync(pid_file, { force: true });
}

/** "{key of HOST}" in a record: the SHA-256 of its certificate's key, as TLSA records have it (RFC 6698 section 2.1). */
const withKeys = (record, servers, by_address) =>
  record.replace(/\{key of ([^}]+)\}/, (_, host) => {
    const { chain } = by_address[servers.find((server) => server.host === host).address];
    return createHash('sha256').update(new X509Certificate(readFileSync(chain)).publicKey.export({ type: 'spki', format: 'der' })).digest('hex');
  });

async function listening(address) {
  for (let i = 0; i < 100; i++) {
    const ok = await new Promise((resolve) => {
      const socket = connect({ host: address, port: 25 }, () => { socket.destroy(); resolve(true); });
      socket.on('error', () => resolve(false));
    });
    if (ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`no mail server came up on ${address}`);
}

/**
 * Starts every domain of the lab, or those of a benchmark with a `name` of its own. `relay`: the sections of the relay's configuration that
 * say how patient and how quick it is; empty for its defaults. `origins`: of other pages that may use it. `dnsAddress`: where the name server
 * listens.
 */
export async function startLab({ name = 'lab', scenarios = everyScenario, relay = QUICK, origins = [], dnsAddress } = {}) {
  if (process.getuid() !== 0) throw new Error('the lab needs root: its mail servers listen on port 25 of loopback addresses');
  // Not in the cache, which may lie in a home folder that the servers' own users must not enter.
  const folder = join(tmpdir(), `mailglass-${name}`);
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const release = claim(folder);
  const parts = [{ stop: release, log: () => '' }];
  const stop = async () => { for (const part of parts.splice(0).reverse()) try { await part.stop(); } catch { /* it is gone already */ } };
  try {
    run('ip', ['-6', 'addr', 'replace', `${IPV6}/128`, 'dev', 'lo']);
    parts.push({ stop: () => run('ip', ['-6', 'addr', 'del', `${IPV6}/128`, 'dev', 'lo']), log: () => '' });
    const servers = scenarios.flatMap((s) => s.servers);
    const twice = servers.find((one, i) => servers.findIndex((other) => other.address === one.address) < i);
    if (twice) throw new Error(`two servers of the lab have the address ${twice.address}`);
    const by = (...kinds) => servers.filter((s) => kinds.includes(s.kind));
    const wanted = servers.filter((s) => s.certificate).map((s) => ({ id: s.address.replaceAll(':', '-'), host: s.host, kind: s.certificate }));
    const policies = scenarios.filter((s) => s.policy).map((s) => ({ host: `mta-sts.${s.domain}`, ...s.policy }));
    for (const one of policies) wanted.push({ id: one.address, host: one.host, kind: one.certificate ?? 'rsa' });
    const made = certificates(join(CACHE, `${name}-certificates`), wanted);
    const by_address = Object.fromEntries(servers.filter((s) => s.certificate).map((s) => [s.address, made.servers[s.address.replaceAll(':', '-')]]));
    for (const part of ['dns', 'postfix', 'exim']) rmSync(join(folder, part), { recursive: true, force: true });
    const dns = await startDns(join(folder, 'dns'), scenarios.map((s) => ({ ...s, records: s.records.map((record) => withKeys(record, s.servers, by_address)) })), dnsAddress);
    parts.push({ stop: dns.stop, log: () => '' });
    parts.push(startPostfix(join(folder, 'postfix'), by('postfix', 'postscreen'), by_address));
    for (const server of by('exim')) parts.push(startExim(join(folder, 'exim', server.address), unpackExim(join(CACHE, 'exim')), server, by_address[server.address], server.program));
    parts.push(await startOddServers(by('odd'), by_address));
    for (const server of by('tarpit')) parts.push(await startTarpit(server));
    for (const one of policies) parts.push(await startPolicyHost(one, made.servers[one.address]));
    await Promise.all(by('postfix', 'postscreen', 'exim').map((s) => listening(s.address)));
    const config = join(folder, 'relay.toml');
    writeFileSync(config, relay_config({ dns, root: made.root }, relay, origins));
    return { scenarios, relayConfig: config, roots: made.root, anchor: dns.anchor, mailLog: () => parts.map((p) => p.log()).join('\n'), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const lab = await startLab();
    console.log('The lab is up. Domains to check:\n');
    for (const s of lab.scenarios) console.log(`  ${s.domain.padEnd(18)} ${s.about}`);
    // Whoever starts a relay with it needs no telling how.
    console.log(process.argv.includes('--relay-follows') ? '' : `\nStart the relay with:  mailglass-relay --config ${lab.relayConfig}`);
    console.log('Ctrl-C stops the lab.');
    const end = async () => { await lab.stop(); process.exit(0); };
    process.on('SIGINT', end).on('SIGTERM', end);
  } catch (error) {
    console.error(`The lab could not start: ${error.message}`);
    process.exit(1);
  }
}
