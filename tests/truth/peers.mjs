// What other programs tell about the same server: sslscan's suites and groups, through STARTTLS.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const versionNumbers = { 'SSLv3': '0300', 'TLSv1.0': '0301', 'TLSv1.1': '0302', 'TLSv1.2': '0303', 'TLSv1.3': '0304' };

/** Some servers it waits long for; then it has told nothing. */
export const patientSslscan = (port) => sslscan(port).catch(() => undefined);

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
