// What other programs tell about the same server: sslscan's suites and groups, through STARTTLS.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const versionNumbers = { 'SSLv3': '0300', 'TLSv1.0': '0301', 'TLSv1.1': '0302', 'TLSv1.2': '0303', 'TLSv1.3': '0304' };

/** { suites: [{ version, suite }], groups: [{ version, group }] } that sslscan was given. */
export async function sslscan(port) {
  const { stdout } = await run('sslscan', ['--starttls-smtp', '--no-colour', '--no-check-certificate', '--no-heartbleed', '--no-renegotiation', '--xml=-', `127.0.0.1:${port}`], { maxBuffer: 1 << 24, timeout: 120_000 });
  const attribute = (text, name) => text.match(new RegExp(`${name}="([^"]*)"`))?.[1];
  const all = (element) => [...stdout.matchAll(new RegExp(`<${element} [^>]*>`, 'g'))].map(([text]) => text);
  const suites = all('cipher').map((text) => ({ version: versionNumbers[attribute(text, 'sslversion')], suite: attribute(text, 'id')?.slice(2).toLowerCase() }));
  const groups = all('group').map((text) => ({ version: versionNumbers[attribute(text, 'sslversion')], group: attribute(text, 'id')?.slice(2).toLowerCase() }));
  // Of a server that answers a curve that TLS 1.3 does not have, it has not understood the answers.
  const misread = groups.some(({ version, group }) => version === '0304' && group < '0017');
  return { suites: suites.filter(({ version, suite }) => version && suite), groups: misread ? [] : groups.filter(({ version, group }) => version && group) };
}

/**
 * Compares what the probe says, and what the configuration is taken to imply, with what a peer was given: { wrong, doubtful, open } in words. What a peer was
 * given and we deny is wrong; what it was given and the configuration does not have shows that the configuration was not understood.
 */
export function besides(facts, truth, told) {
  const result = { wrong: [], doubtful: [], open: [] };
  const one = (version, kind, id, said, real) => {
    if (said === false) result.wrong.push(`${version} ${kind} ${id}: said false, a peer was given it`);
    if (said === null || said === undefined) result.open.push(`${version} ${kind} ${id}`);
    if (real === false) result.doubtful.push(`${version} ${kind} ${id}: a peer was given it`);
  };
  for (const { version, suite } of told.suites) {
    const real = truth.versions[version];
    one(version, 'suite', suite, facts.versions[version]?.suites[suite], real?.strange?.has(suite) ? undefined : real?.suites.has(suite) ?? false);
  }
  for (const { version, group } of told.groups) {
    const real = truth.versions[version]?.groups;
    one(version, 'group', group, facts.versions[version]?.groups[group], real ? real.has(group) : undefined);
  }
  return result;
}
