// Defects that the lab's real servers and DNS can be set up with, one for each finding that this can be done for, and what comes of them when the lines of the table
// (docs/findings/findings.json) are applied.
//
// A case: the finding's `code`; the `product`, with the `library` that it has its encryption from where lines depend on that; `server`: what is wrong with its settings, or
// `certificate`: with its certificate; `beside`: findings that come of the same; `explored`: it shows only where more is asked than the headline's one connection.
// Cases of DNS: `records`, of a domain whose mail server is at the address; `fill`: what stands in the table for what is one's own; `after`: the lines against that finding
// are applied already.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { filled, fixesOf, findings } from '../../scripts/findings/table.mjs';
import { run } from '../lab/run_command.mjs';

const OLD_POSTFIX = { tls_config_file: 'none', tls_low_cipherlist: 'ALL:@SECLEVEL=0', smtpd_tls_ciphers: 'low' };
const GNUTLS = { product: 'exim', library: 'GnuTLS' };
const OPENSSL = { product: 'exim', library: 'OpenSSL' };
const LIBRARIES = [GNUTLS.library, OPENSSL.library];
const POSTFIX = { product: 'postfix' };

/** A certificate that is wrong in itself is so for every program. */
const certificateCases = [
  ['certificate-host-mismatch', 'wrongname'], ['certificate-expired', 'expired'], ['certificate-not-yet-valid', 'future'], ['certificate-not-trusted', 'selfsigned'],
  ['certificate-not-trusted', 'nochain'], ['certificate-weak', 'weak'], ['certificate-expires-soon', 'soon'], ['certificate-renewal-due', 'due'], ['certificate-long-validity', 'long'],
].map(([code, certificate]) => ({ code, certificate, ...POSTFIX }));

export const cases = [
  ...certificateCases,
  { code: 'certificate-must-staple', beside: ['certificate-chain-order', 'certificate-chain-extra', 'certificate-root-sent'], certificate: 'disorder', ...POSTFIX, explored: true },
  { code: 'starttls-not-supported', ...POSTFIX, server: () => ({ smtpd_tls_security_level: 'none' }) },
  { code: 'validation-failure', ...POSTFIX, server: () => ({ smtpd_tls_chain_files: '/nowhere' }) },
  { code: 'tls-old-version', ...POSTFIX, server: () => ({ smtpd_tls_protocols: 'TLSv1', ...OLD_POSTFIX }) },
  { code: 'no-forward-secrecy', ...POSTFIX, server: () => ({ smtpd_tls_protocols: 'TLSv1.2', smtpd_tls_exclude_ciphers: 'kECDHE, kDHE' }) },
  { code: 'null-encryption-accepted', ...POSTFIX, explored: true, server: () => ({ smtpd_tls_ciphers: 'null', tls_null_cipherlist: 'eNULL:ALL:@SECLEVEL=0' }) },
  { code: 'old-choices-accepted', ...POSTFIX, explored: true, server: () => ({ smtpd_tls_protocols: '>=TLSv1', ...OLD_POSTFIX }) },
  // By itself, OpenSSL chooses 1024 bits where no certificate's key says how strong it should be.
  { code: 'small-dh', ...POSTFIX, explored: true, server: () => ({}) },
  { code: 'client-certificate-requested', ...POSTFIX, server: () => ({ smtpd_tls_ask_ccert: 'yes' }) },

  { code: 'certificate-expired', certificate: 'expired', ...GNUTLS },
  { code: 'starttls-not-supported', ...GNUTLS, server: () => ({ tls_advertise_hosts: '' }) },
  { code: 'starttls-refused', ...GNUTLS, server: () => ({ tls_certificate: '/nowhere', tls_privatekey: '/nowhere' }) },
  { code: 'tls-old-version', ...GNUTLS, server: () => ({ tls_require_ciphers: 'NORMAL:-VERS-ALL:+VERS-TLS1.1' }) },
  { code: 'no-forward-secrecy', ...GNUTLS, server: () => ({ tls_require_ciphers: 'NORMAL:-KX-ALL:+RSA:-VERS-TLS1.3' }) },
  { code: 'broken-ciphers-accepted', ...GNUTLS, explored: true, server: () => ({ tls_require_ciphers: 'NORMAL:+ARCFOUR-128' }) },
  { code: 'null-encryption-accepted', ...GNUTLS, explored: true, server: () => ({ tls_require_ciphers: 'NORMAL:+NULL' }) },
  { code: 'old-choices-accepted', ...GNUTLS, explored: true, server: () => ({ tls_require_ciphers: 'NORMAL' }) },
  { code: 'client-certificate-required', ...GNUTLS, server: ({ chain }) => ({ tls_verify_hosts: '*', tls_verify_certificates: chain }) },
  { code: 'client-certificate-requested', ...GNUTLS, server: ({ chain }) => ({ tls_try_verify_hosts: '*', tls_verify_certificates: chain }) },

  { code: 'starttls-not-supported', ...OPENSSL, server: () => ({ tls_advertise_hosts: '' }) },
  { code: 'tls-old-version', ...OPENSSL, server: () => ({ openssl_options: '+no_tlsv1_2 +no_tlsv1_3', tls_require_ciphers: 'ALL:@SECLEVEL=0' }) },
  { code: 'no-forward-secrecy', ...OPENSSL, server: () => ({ openssl_options: '+no_tlsv1_3', tls_require_ciphers: 'kRSA' }) },
  { code: 'null-encryption-accepted', ...OPENSSL, explored: true, server: () => ({ tls_require_ciphers: 'ALL:eNULL:@SECLEVEL=0' }) },
  { code: 'old-choices-accepted', ...OPENSSL, explored: true, server: () => ({ tls_require_ciphers: 'ALL' }) },
  { code: 'server-name-intolerant', ...OPENSSL, server: ({ chain }) => ({ tls_certificate: `\${if eq{$tls_in_sni}{}{${chain}}{/nowhere}}` }) },
  { code: 'client-certificate-required', ...OPENSSL, server: ({ chain }) => ({ tls_verify_hosts: '*', tls_verify_certificates: chain }) },

  { code: 'mx-is-address', product: 'dns', records: ['{domain}. MX 10 {address}.'], fill: { '192.0.2.1': '{address}' } },
  { code: 'null-mx-beside-others', product: 'dns', records: ['{domain}. MX 10 {host}.', '{host}. A {address}', '{domain}. MX 0 .'] },
  { code: 'implicit-mx', product: 'dns', records: ['{domain}. A {address}'] },
  { code: 'sts-record-invalid', product: 'dns', records: ['{domain}. MX 10 {host}.', '{host}. A {address}', '_mta-sts.{domain}. TXT "v=STSv1; id=2026-12-01"'], fill: { '…': 'v=STSv1; id=2026-12-01' } },
  { code: 'tls-reports-invalid', product: 'dns', explored: true, records: ['{domain}. MX 10 {host}.', '{host}. A {address}', '_smtp._tls.{domain}. TXT "v=TLSRPTv1;"'], fill: { '…': 'v=TLSRPTv1;' } },
  { code: 'mx-is-alias', product: 'dns', records: ['{domain}. MX 10 {host}.', '{host}. CNAME server.{domain}.', 'server.{domain}. A {address}'] },
  { code: 'no-downgrade-protection', product: 'dns', records: ['{domain}. MX 10 {host}.', '{host}. A {address}', 'www.{domain}. A {web}'] },
  // The policy on trial that the lines of the case above make, put in force.
  { code: 'sts-testing', product: 'dns', records: ['{domain}. MX 10 {host}.', '{host}. A {address}', 'www.{domain}. A {web}'], after: 'no-downgrade-protection', protects: true },
  { code: 'no-downgrade-protection', ...POSTFIX, records: ['{domain}. MX 10 {host}.', '{host}. A {address}'], fill: { '<SHA-256>': '{key of {host}}' }, protects: true },
];

/** Parameters of a known group, since new ones take a minute. */
function dhFile(key, group) {
  const file = `${key}.${group}`;
  run('openssl', ['genpkey', '-genparam', '-algorithm', 'DH', '-pkeyopt', `group:${group}`, '-out', file]);
  return file;
}

/** Where certbot, and what it calls, would have put them. */
const PLACES = { chain: /\/etc\/(?:letsencrypt\/live\/[^/ ]+|exim4)\/fullchain\.pem/g, key: /\/etc\/(?:letsencrypt\/live\/[^/ ]+|exim4)\/privkey\.pem/g };
export const placed = (line, files) => line.replaceAll(PLACES.chain, files.chain).replaceAll(PLACES.key, files.key);

/** The settings that the table's lines for a case make, with these files. */
function settings({ code, product, library }, files) {
  const steps = fixesOf(code)[product].filter((step) => step.lines && !step.in.endsWith('.localmacros') && (!LIBRARIES.includes(step.with) || step.with === library));
  const lines = steps.flatMap((step) => step.lines).flatMap((line) => filled(line, { host: 'HOST', domain: 'DOMAIN', mx: [] }));
  const named = lines.map((line) => line.match(/^(\w+) =(?: (.*))?$/));
  if (lines.length === 0 || named.includes(null)) throw new Error(`${code}: ${lines}`);
  const made = Object.fromEntries(named.map(([, name, value = '']) => [name, placed(value, files)]));
  if (made.smtpd_tls_dh1024_param_file) made.smtpd_tls_dh1024_param_file = dhFile(files.key, 'ffdhe2048');
  return made;
}

/** Whose a record is, and of which type. */
const ownerOf = (record) => record.split(' ', 2).join(' ');

function recordsOf({ code, product, records, fill = {}, after }, names, fixed) {
  // Each time that lines are applied a policy's id is another.
  const apply = ({ records: before }, steps, id) => {
    const put = (line) => Object.entries({ ...names, id }).reduce((text, [name, value]) => text.replaceAll(`{${name}}`, value), Object.entries(fill).reduce((text, [from, to]) => text.replaceAll(from, to), line));
    const of = (kind) => steps.flatMap((step) => step[kind] ?? []).map(put);
    const instead = of('instead').map(ownerOf);
    const there = before.map(put);
    const gone = [...of('remove'), ...there.filter((line) => instead.includes(ownerOf(line)))];
    const missing = [...gone, ...of('instead')].filter((line) => !there.map(ownerOf).includes(ownerOf(line)) || (of('remove').includes(line) && !there.includes(line)));
    if (missing.length > 0) throw new Error(`${code}: nothing to remove: ${missing}`);
    // The domain's web server has an address that the policy is served at.
    return { records: [...there.filter((line) => !gone.includes(line)), ...of('add'), ...of('instead')], served: steps.find((step) => step.serve) };
  };
  const before = apply({ records }, after ? fixesOf(after)[product] : [], '202612010730');
  return fixed ? apply(before, fixesOf(code)[product], '202612010731') : before;
}

/** A case as a domain of the lab, before and after. `exim`: the program with OpenSSL. */
export function scenarioOf(one, number, fixed, exim) {
  const domain = `case${number}.test`;
  const address = `127.25.7.${number + 10}`;
  const names = { domain, host: one.code === 'implicit-mx' ? domain : `mx.${domain}`, address, web: `127.25.8.${number + 10}` };
  const renewed = fixed && findings[one.code].fix.includes('certificate');
  const certificate = renewed ? 'rsa' : (one.certificate ?? 'rsa');
  const server = { kind: one.product === 'exim' ? 'exim' : 'postfix', certificate, host: names.host, address };
  const records = one.records ? recordsOf(one, names, fixed) : { records: [`${domain}. MX 10 ${names.host}.`, `${names.host}. A ${address}`] };
  const make = (files) => ({ ...one.server?.(files), ...(fixed && !one.records && settings(one, files)) });
  const policy = records.served && { address: names.web, text: records.served.lines.flatMap((line) => filled(line, { ...names, mx: [names.host] })).join('\n') };
  return {
    domain, records: records.records, ...(policy && { policy }),
    servers: [{ ...server, [one.product === 'exim' ? 'settings' : 'parameters']: make, ...(one.library === 'OpenSSL' && { program: exim }) }],
  };
}

/** What the table's command makes of a certificate, as a record has it. */
export function digestOf(code, product, files) {
  const [{ run: [command] }] = fixesOf(code)[product].filter((step) => step.run);
  return run('sh', ['-c', filled(placed(command, files), { host: 'HOST', domain: 'DOMAIN', mx: [] })[0]]).split(' ')[0];
}
