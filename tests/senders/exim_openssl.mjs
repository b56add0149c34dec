// Exim with OpenSSL, which Debian has no package of: built from Debian's own source, once, and kept in the cache.
// scripts/setup/lab.sh installs what that needs.
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { eximUser } from '../lab/exim.mjs';
import { run } from '../lab/run_command.mjs';

const SETTINGS = `BIN_DIRECTORY=/usr/exim/bin
CONFIGURE_FILE=/usr/exim/configure
EXIM_USER=Debian-exim
SPOOL_DIRECTORY=/var/spool/exim
ROUTER_DNSLOOKUP=yes
TRANSPORT_SMTP=yes
LOOKUP_DBM=yes
USE_GDBM=yes
DBMLIB=-lgdbm
PCRE2_CONFIG=yes
USE_OPENSSL=yes
SUPPORT_DANE=yes
TLS_LIBS=-lssl -lcrypto
FIXED_NEVER_USERS=root
HEADERS_CHARSET="ISO-8859-1"
SYSLOG_LOG_PID=yes
HAVE_IPV6=yes
HAVE_ICONV=no
DISABLE_DKIM=yes
COMPRESS_COMMAND=/usr/bin/gzip
COMPRESS_SUFFIX=gz
ZCAT_COMMAND=/usr/bin/zcat
TMPDIR="/tmp"
`;

/** This machine's own package sources, asked for sources. */
function sourceLists(folder) {
  const codename = readFileSync('/etc/os-release', 'utf8').match(/^VERSION_CODENAME=(\w+)/m)?.[1];
  const words = new RegExp(`\\s${codename}(\\s|-updates|-security|$)`, 'm');
  mkdirSync(join(folder, 'lists.d'), { recursive: true });
  mkdirSync(join(folder, 'state/partial'), { recursive: true });
  const files = existsSync('/etc/apt/sources.list.d') ? readdirSync('/etc/apt/sources.list.d').map((name) => join('/etc/apt/sources.list.d', name)) : [];
  for (const [i, file] of [...files, '/etc/apt/sources.list'].entries()) {
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    if (file.endsWith('.sources') && words.test(text)) writeFileSync(join(folder, `lists.d/${i}.sources`), text.replace(/^Types:.*$/gm, 'Types: deb-src'));
    if (file.endsWith('.list')) writeFileSync(join(folder, `lists.d/${i}.list`), text.split('\n').filter((line) => line.startsWith('deb ') && words.test(line)).map((line) => `${line.replace(/^deb/, 'deb-src')}\n`).join(''));
  }
  return ['-o', 'Dir::Etc::sourcelist=/dev/null', '-o', `Dir::Etc::sourceparts=${join(folder, 'lists.d')}`, '-o', `Dir::State::Lists=${join(folder, 'state')}`, '-o', 'APT::Sandbox::User=root'];
}

/** The program's path; nothing, with the reason told, where it cannot be had. */
export function opensslExim(cache) {
  const program = join(cache, 'exim-openssl-dane');
  if (existsSync(program)) return program;
  eximUser();
  const folder = join(cache, 'exim-openssl-dane.build');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  try {
    const lists = sourceLists(folder);
    run('apt-get', [...lists, '-q', 'update'], { cwd: folder });
    // A newer set of Debian's own changes may be gone from the mirror; the source as published is all that is needed.
    try { run('apt-get', [...lists, '-q', 'source', '--download-only', 'exim4'], { cwd: folder }); } catch { /* seen below */ }
    const source = readdirSync(folder).find((name) => /^exim4_[\d.]+\.orig\.tar\.xz$/.test(name));
    if (!source) throw new Error('its source is not to be had');
    run('tar', ['xf', source], { cwd: folder });
    const tree = join(folder, readdirSync(folder).find((name) => name.startsWith('exim-')));
    mkdirSync(join(tree, 'Local'), { recursive: true });
    writeFileSync(join(tree, 'Local/Makefile'), SETTINGS);
    run('make', ['-j2'], { cwd: tree, maxBuffer: 1 << 26 });
    renameSync(join(tree, readdirSync(tree).find((name) => name.startsWith('build-')), 'exim'), program);
    rmSync(folder, { recursive: true, force: true });
    return program;
  } catch (error) {
    console.error(`Exim with OpenSSL could not be built, so it does not judge: ${String(error.message).slice(0, 600)}`);
    return undefined;
  }
}
