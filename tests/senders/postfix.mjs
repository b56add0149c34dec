// A real Postfix that sends: its defaults, with `smtp_tls_security_level = may`, if nothing else is wanted, and shorter times.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';

import { run } from '../lab/run_command.mjs';
import { MESSAGE } from './message.mjs';

/** Where it takes mail to send. */
const DOOR_HOST = '127.0.0.1', DOOR_PORT = 2525;

/** Hands it a message for each of these, over one connection. */
async function handOver(port, recipients) {
  const socket = connect(port, DOOR_HOST);
  const lines = createInterface(socket)[Symbol.asyncIterator]();
  const said = async (command, code) => {
    if (command) socket.write(command);
    for (;;) {
      const { value = '' } = await lines.next();
      if (value[3] === '-') continue;
      if (!value.startsWith(code)) throw new Error(`Postfix does not take mail: ${value}`);
      return;
    }
  };
  await said('', '220');
  await said('EHLO localhost\r\n', '250');
  for (const recipient of recipients) {
    await said('MAIL FROM:<>\r\n', '250');
    await said(`RCPT TO:<${recipient}>\r\n`, '250');
    await said('DATA\r\n', '354');
    await said(`${MESSAGE.replaceAll('\n', '\r\n')}.\r\n`, '250');
  }
  socket.end('QUIT\r\n');
}

/** Mail older than this goes out in clear text where a handshake failed; five minutes by default. */
const OLD_ENOUGH_S = 2;

/** `port`: of its own, where there are several; `settings`: lines of main.cf, in place of its level `may`; `processes`: as many deliveries at once. */
export function startPostfix(folder, { name = 'postfix', host, patience_s, port = DOOR_PORT, settings = 'smtp_tls_security_level = may', processes = 100 }) {
  for (const part of ['conf', 'queue', 'data']) mkdirSync(join(folder, part), { recursive: true });
  run('chown', ['postfix:postfix', join(folder, 'data')]);
  const conf = join(folder, 'conf'), log = join(folder, 'maillog');
  const patience = ['smtp_connect_timeout', 'smtp_helo_timeout', 'smtp_starttls_timeout', 'smtp_mail_timeout', 'smtp_rcpt_timeout', 'smtp_data_init_timeout',
    'smtp_data_xfer_timeout', 'smtp_data_done_timeout', 'smtp_quit_timeout', 'smtp_rset_timeout'].map((name) => `${name} = ${patience_s}s\n`).join('');
  writeFileSync(join(conf, 'main.cf'), `compatibility_level = 3.6
queue_directory = ${folder}/queue
data_directory = ${folder}/data
maillog_file = ${log}
maillog_file_prefixes = ${folder}
myhostname = ${host}
mydestination =
inet_interfaces = 127.0.0.1
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_peername_lookup = no
inet_protocols = all
alias_maps =
alias_database =
notify_classes =
${settings}
smtp_tls_loglevel = 1
smtp_connection_cache_on_demand = no
default_process_limit = ${processes}
minimal_backoff_time = ${OLD_ENOUGH_S}s
maximal_backoff_time = 1h
queue_run_delay = 1h
${patience}`);
  writeFileSync(join(conf, 'master.cf'), `${DOOR_HOST}:${port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
`);
  run('postfix', ['-c', conf, 'start']);
  const queued = () => JSON.stringify(run('postqueue', ['-c', conf, '-j'])).split('queue_name').length - 1;
  const active = () => run('postqueue', ['-c', conf, '-j']).split('\n').filter((line) => line && JSON.parse(line).queue_name !== 'deferred').length;
  return {
    name,
    tries: 3,
    send: (recipients) => handOver(port, recipients),
    /** Waits until each message was tried; then, how many are left to try again. */
    async tried(pause) {
      do await pause(300); while (active() > 0);
      return queued();
    },
    async again(pause) {
      await pause(OLD_ENOUGH_S * 1000);
      run('postqueue', ['-c', conf, '-f']);
    },
    log: () => (existsSync(log) ? readFileSync(log, 'utf8') : ''),
    stop: () => run('postfix', ['-c', conf, 'abort']),
  };
}
