// One real Postfix with a listener for each server, and postscreen where a scenario asks for it.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { run } from './run_command.mjs';

const option = ([name, value]) => `  -o { ${name} = ${value} }`;
const listen = (address) => (address.includes(':') ? `[${address}]:25` : `${address}:25`);

/** `parameters` of a server may be a function of the files of its certificate. Its log also has a line with the name of each EHLO: a warning, after which the name is taken. */
export function startPostfix(folder, servers, certificates) {
  rmSync(folder, { recursive: true, force: true });
  for (const part of ['conf', 'queue', 'data']) mkdirSync(join(folder, part), { recursive: true });
  run('chown', ['postfix:postfix', join(folder, 'data')]);
  const log = join(folder, 'maillog');
  writeFileSync(join(folder, 'conf/main.cf'), `compatibility_level = 3.6
queue_directory = ${folder}/queue
data_directory = ${folder}/data
maillog_file = ${log}
maillog_file_prefixes = ${folder}
myhostname = lab.test
mydestination =
mynetworks =
inet_interfaces = all
inet_protocols = all
disable_dns_lookups = yes
smtpd_peername_lookup = no
alias_maps =
alias_database =
smtpd_relay_restrictions = reject
smtpd_delay_reject = no
smtpd_helo_restrictions = warn_if_reject, reject
smtpd_banner = $myhostname ESMTP lab
smtpd_tls_security_level = may
smtpd_tls_loglevel = 1
postscreen_greet_wait = 6s
postscreen_greet_banner = one moment please
postscreen_cache_map = btree:${folder}/data/postscreen_cache
postscreen_greet_ttl = 1s
postscreen_cache_cleanup_interval = 0
postscreen_access_list = permit_mynetworks
`);
  const tls = (server) => ['smtpd_tls_chain_files', certificates[server.address].both];
  const parametersOf = ({ parameters = {}, address }) => (typeof parameters === 'function' ? parameters(certificates[address]) : parameters);
  const lines = [];
  for (const server of servers) {
    const options = [['myhostname', server.host], ['syslog_name', `lab/${server.host}`], tls(server), ...Object.entries(parametersOf(server))].map(option).join('\n');
    if (server.kind === 'postscreen') {
      lines.push(`${listen(server.address)} inet n - n - 1 postscreen\n${options}`);
      lines.push(`smtpd pass - - n - - smtpd\n${options}`);
      lines.push('dnsblog unix - - n - 0 dnsblog', `tlsproxy unix - - n - 0 tlsproxy\n${options}`);
    } else {
      lines.push(`${listen(server.address)} inet n - n - - smtpd\n${options}`);
    }
  }
  // What smtpd itself needs.
  lines.push('anvil unix - - n - 1 anvil', 'tlsmgr unix - - n 1000? 1 tlsmgr', 'postlog unix-dgram n - n - 1 postlogd',
    'rewrite unix - - n - - trivial-rewrite', 'cleanup unix n - n - 0 cleanup', 'proxymap unix - - n - - proxymap');
  writeFileSync(join(folder, 'conf/master.cf'), lines.join('\n') + '\n');
  const postfix = (command) => run('postfix', ['-c', join(folder, 'conf'), command]);
  postfix('start');
  return {
    log: () => (existsSync(log) ? readFileSync(log, 'utf8') : ''),
    stop: () => postfix('abort'),
  };
}
