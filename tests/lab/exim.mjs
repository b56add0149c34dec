// One real Exim, unpacked beside the system: its package and Postfix's exclude each other.
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawn } from 'node:child_process';

import { run } from './run_command.mjs';

/** Downloads and unpacks Debian's Exim into the cache, once. */
export function unpackExim(folder) {
  const program = join(folder, 'root/usr/sbin/exim4');
  if (existsSync(program)) return folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  // apt's own sandbox user cannot write here.
  run('apt-get', ['-o', 'APT::Sandbox::User=root', 'download', 'exim4-daemon-light', 'libidn12'], { cwd: folder });
  run('sh', ['-c', 'for d in *.deb; do dpkg -x "$d" root; done'], { cwd: folder });
  return folder;
}

/** Exim's programs know their user from when they were built. */
export function eximUser() {
  try {
    run('id', ['Debian-exim']);
  } catch {
    run('useradd', ['--system', '--no-create-home', '--shell', '/usr/sbin/nologin', 'Debian-exim']);
  }
}

/**
 * `server`: its host and address; `priority` is GnuTLS's words for what it takes, `settings` makes other lines of main configuration from the files with its key and
 * its chain. `program`: another Exim than the one that was unpacked.
 */
export function startExim(folder, unpacked, server, certificate, program) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  eximUser();
  const log = join(folder, 'mainlog');
  writeFileSync(join(folder, 'key'), readFileSync(certificate.key));
  writeFileSync(join(folder, 'chain'), readFileSync(certificate.chain));
  if (existsSync(certificate.ocsp)) writeFileSync(join(folder, 'ocsp'), readFileSync(certificate.ocsp));
  const files = { key: `${folder}/key`, chain: `${folder}/chain` };
  const settings = {
    primary_hostname: server.host,
    spool_directory: `${folder}/spool`,
    log_file_path: `${folder}/%slog`,
    local_interfaces: server.address,
    daemon_smtp_ports: 25,
    host_lookup: '',
    rfc1413_query_timeout: '0s',
    tls_advertise_hosts: '*',
    tls_certificate: files.chain,
    tls_privatekey: files.key,
    ...(existsSync(certificate.ocsp) && { tls_ocsp_file: `${folder}/ocsp` }),
    ...(server.priority && { tls_require_ciphers: server.priority }),
    log_selector: '+smtp_connection +smtp_protocol_error +tls_cipher',
    acl_smtp_rcpt: 'deny',
    ...server.settings?.(files),
  };
  writeFileSync(join(folder, 'conf'), `${Object.entries(settings).map(([name, value]) => `${name} = ${value}`).join('\n')}
begin acl
deny:
  deny
`);
  run('chown', ['-R', 'Debian-exim:', folder]);
  chmodSync(folder, 0o755);
  run('chown', ['root:', join(folder, 'conf')]);
  const root = join(unpacked, 'root');
  // Debian names the folder after the machine, such as x86_64-linux-gnu.
  const libraries = readdirSync(join(root, 'usr/lib')).filter((name) => name.includes('-linux-')).map((name) => join(root, 'usr/lib', name));
  const exim = spawn(program ?? join(root, 'usr/sbin/exim4'), ['-C', join(folder, 'conf'), '-bdf'], {
    env: { ...process.env, LD_LIBRARY_PATH: libraries.join(':') },
    stdio: 'ignore',
  });
  const lines = () => (existsSync(log) ? readFileSync(log, 'utf8').split('\n').filter(Boolean) : []);
  return { log: () => lines().map((line) => `exim/${server.host} ${line}`).join('\n'), stop: () => exim.kill('SIGTERM') };
}
