// A real Exim that sends: what its configure.default does with mail for elsewhere, and shorter times.
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawn } from 'node:child_process';

import { eximUser } from '../lab/exim.mjs';
import { run } from '../lab/run_command.mjs';
import { MESSAGE, inParallel } from './message.mjs';

/** A delivery that has waited so often for as long as it may is given up. */
const MOST_WAITS = 6;

/** `program`: { path, env }; `settings`, `transport`: more lines for the whole and for its transport. */
export function startExim(folder, program, { name, host, patience_s, settings = '', transport = '' }) {
  eximUser();
  mkdirSync(join(folder, 'spool'), { recursive: true });
  const conf = join(folder, 'conf');
  writeFileSync(conf, `primary_hostname = ${host}
spool_directory = ${folder}/spool
log_file_path = ${folder}/%slog
keep_environment = LD_LIBRARY_PATH
exim_path = ${program.path}
log_selector = +smtp_protocol_error +tls_cipher +tls_certificate_verified
${settings}begin routers
dnslookup:
  driver = dnslookup
  transport = remote_smtp
  ignore_target_hosts = <; 0.0.0.0 ; 127.0.0.0/8 ; ::1
  no_more
begin transports
remote_smtp:
  driver = smtp
  connect_timeout = ${patience_s}s
  command_timeout = ${patience_s}s
  data_timeout = ${patience_s}s
  final_timeout = ${patience_s}s
${transport}begin retry
* * F,1h,1s
`);
  run('chown', ['-R', 'Debian-exim:', folder]);
  run('chown', ['root:', conf]);
  chmodSync(folder, 0o755);
  // Its end is not its success: it also ends in error where it keeps or returns mail. Inside TLS it can wait for ever.
  const exim = (...args) => new Promise((done) => {
    const running = spawn(program.path, ['-C', conf, ...args], { env: { ...process.env, ...program.env }, stdio: ['pipe', 'ignore', 'ignore'] });
    const timer = setTimeout(() => running.kill('SIGKILL'), MOST_WAITS * patience_s * 1000);
    running.on('exit', () => { clearTimeout(timer); done(); });
    // With -M it reads none.
    running.stdin.on('error', () => {});
    running.stdin.end(args.includes('-M') ? '' : MESSAGE);
  });
  const input = join(folder, 'spool/input');
  const waiting = () => (existsSync(input) ? readdirSync(input).filter((file) => file.endsWith('-H')).map((file) => file.slice(0, -2)) : []);
  return {
    name,
    tries: 2,
    send: (recipients) => inParallel(30, recipients, (recipient) => exim('-odf', '-f', '<>', '-i', recipient)),
    tried: async () => waiting().length,
    again: () => inParallel(30, waiting(), (id) => exim('-M', id)),
    log: () => (existsSync(join(folder, 'mainlog')) ? readFileSync(join(folder, 'mainlog'), 'utf8') : ''),
    stop: () => {},
  };
}
