// What other programs tell about the same server, through STARTTLS: sslscan's suites and groups, nmap's suites.
import { execFile, execFileSync } from 'node:child_process';
import { connect, createServer } from 'node:net';
import { promisify } from 'node:util';

const run = promisify(execFile);
const versionNumbers = { 'SSLv3': '0300', 'TLSv1.0': '0301', 'TLSv1.1': '0302', 'TLSv1.2': '0303', 'TLSv1.3': '0304' };

/** What each of them tells, by its name: { suites: [{ version, suite }], groups: [{ version, group }] }. For some servers they wait long; then they have told nothing. */
export async function peersOf(port) {
  const told = {};
  for (const [name, ask] of Object.entries({ sslscan, nmap })) told[name] = await ask(port).catch(() => undefined);
  return told;
}

let names;
/** A suite's number by its name in IANA's registry, as OpenSSL knows them. */
function suiteNumber(name) {
  names ??= new Map(execFileSync('openssl', ['ciphers', '-V', '-stdname', 'ALL:COMPLEMENTOFALL:@SECLEVEL=0'], { encoding: 'utf8' }).split('\n')
    .map((line) => line.match(/0x(\w\w),0x(\w\w) - (TLS_\S+)/)).filter(Boolean).map(([, high, low, standard]) => [standard, (high + low).toLowerCase()]));
  // TLS 1.3's have a name there that nobody else uses.
  return names.get(name.replace('TLS_AKE_WITH_', 'TLS_'));
}

/** It knows by the port that STARTTLS is spoken, so the server stands at port 25 for it. */
async function nmap(port) {
  const doors = createServer((socket) => {
    const server = connect(port, '127.0.0.1');
    for (const [one, other] of [[socket, server], [server, socket]]) {
      one.on('error', () => other.destroy()).on('close', () => other.destroy()).pipe(other);
    }
  });
  const address = `127.0.${100 + (process.pid % 100)}.25`;
  await new Promise((listening, failed) => doors.once('error', failed).listen(25, address, listening));
  try {
    const { stdout } = await run('nmap', ['-Pn', '-n', '-p', '25', '--script', 'ssl-enum-ciphers', '-oX', '-', address], { maxBuffer: 1 << 24, timeout: 60_000, killSignal: 'SIGKILL' });
    const output = stdout.match(/<script id="ssl-enum-ciphers" output="([^"]*)"/)?.[1].replaceAll('&#xa;', '\n') ?? '';
    const suites = [];
    let version;
    for (const line of output.split('\n')) {
      version = line.match(/^ {2}(SSLv3|TLSv1\.\d): *$/)?.[1] ?? version;
      const suite = line.match(/^ {6}(TLS_\S+) \(/)?.[1];
      if (suite) suites.push({ version: versionNumbers[version], suite: suiteNumber(suite) });
    }
    return suites.length > 0 ? { suites: suites.filter(({ suite }) => suite), groups: [] } : undefined;
  } finally {
    doors.close();
  }
}

/** { suites: [{ version, suite }], groups: [{ version, group }] } that sslscan was given. */
async function sslscan(port) {
  const { stdout } = await run('sslscan', ['--starttls-smtp', '--no-colour', '--no-check-certificate', '--no-heartbleed', '--no-renegotiation', '--xml=-', `127.0.0.1:${port}`], { maxBuffer: 1 << 24, timeout: 30_000, killSignal: 'SIGKILL' });
  const attribute = (text, name) => text.match(new RegExp(`${name}="([^"]*)"`))?.[1];
  const all = (element) => [...stdout.matchAll(new RegExp(`<${element} [^>]*>`, 'g'))].map(([text]) => text);
  const suites = all('cipher').map((text) => ({ version: versionNumbers[attribute(text, 'sslversion')], suite: attribute(text, 'id')?.slice(2).toLowerCase() }));
  const groups = all('group').map((text) => ({ version: versionNumbers[attribute(text, 'sslversion')], group: attribute(text, 'id')?.slice(2).toLowerCase() }));
  // Of a server that answers a curve that TLS 1.3 does not have, it has not understood the answers.
  const misread = groups.some(({ version, group }) => version === '0304' && group < '0017');
  return { suites: suites.filter(({ version, suite }) => version && suite), groups: misread ? [] : groups.filter(({ version, group }) => version && group) };
}

/** Groups of TLS 1.3 (RFC 8446 section 4.2.7, RFC 8734, ML-KEM). OpenSSL 1.1.1 takes some others there too. */
const ofTls13 = (group) => ['0017', '0018', '0019', '001d', '001e', '001f', '0020', '0021', '11eb', '11ec', '11ed'].includes(group) || /^010[0-4]$/.test(group);

/** Why something that a peer tells is left open; undefined where there is no reason. */
function reason(facts, depth, { version, suite, group }) {
  if (suite?.startsWith('ff')) return 'a number for private use, which no client but its own offers';
  if (group && version === '0304' && !ofTls13(group)) return 'a group that TLS 1.3 does not have';
  if (facts.usage.used >= facts.usage.budget) return 'every connection was used';
  if (depth === 'standard') return 'not among the questions of standard depth';
  if (facts.versions[version]?.support === null) return 'it was not established whether the version is there';
  return undefined;
}

/**
 * Compares what the probe says, and what the configuration is taken to imply, with what a peer was given: { wrong, doubtful, open } in words. What a peer was
 * given and we deny is wrong; what it was given and the configuration does not have shows that the configuration was not understood.
 */
export function besides({ facts, truth, depth }, told) {
  const result = { wrong: [], doubtful: [], open: [] };
  const one = (seen, said, real) => {
    const words = `${seen.version} ${seen.suite ? 'suite' : 'group'} ${seen.suite ?? seen.group}`;
    const why = said === null || said === undefined ? reason(facts, depth, seen) : null;
    if (said === false) result.wrong.push(`${words}: said false, a peer was given it`);
    if (why === undefined) result.wrong.push(`${words}: left open without a reason, a peer was given it`);
    if (why) result.open.push({ words, why });
    if (real === false) result.doubtful.push(`${words}: a peer was given it`);
  };
  for (const seen of told.suites) {
    const real = truth.versions[seen.version];
    one(seen, facts.versions[seen.version]?.suites[seen.suite], real?.strange?.has(seen.suite) ? undefined : real?.suites.has(seen.suite) ?? false);
  }
  for (const seen of told.groups) {
    const real = truth.versions[seen.version]?.groups;
    const comparable = real && (seen.version !== '0304' || ofTls13(seen.group));
    one(seen, facts.versions[seen.version]?.groups[seen.group], comparable ? real.has(seen.group) : undefined);
  }
  return result;
}
