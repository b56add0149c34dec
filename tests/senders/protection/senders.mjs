// The real senders of the lab, each set up as a row of the simulation's table says (wasm/senders/profiles.cpp).
import { join } from 'node:path';

import { startExim } from '../exim.mjs';
import { startPostfix } from '../postfix.mjs';
import { MAP } from './policies.mjs';

const DNSSEC = 'smtp_dns_support_level = dnssec';
const level = (word, ...more) => [`smtp_tls_security_level = ${word}`, ...more].join('\n');

/** By the row's code: lines of main.cf. */
const postfix = (root) => {
  const roots = `smtp_tls_CAfile = ${root}`, policies = `smtp_tls_policy_maps = ${MAP}`;
  return {
    'postfix-may': level('may'),
    'postfix-dane': level('dane', DNSSEC),
    'postfix-dane-only': level('dane-only', DNSSEC),
    'postfix-may-sts-resolver': level('may', roots, policies),
    'postfix-dane-sts-resolver': level('dane', DNSSEC, roots, policies),
    'postfix-encrypt': level('encrypt'),
    'postfix-verify': level('verify', roots),
    'postfix-secure': level('secure', roots),
  };
};

const NO_DANE = { transport: '  hosts_try_dane =\n' }, DANE = { settings: 'dns_dnssec_ok = 1\n' };

/** By the row's code: which build of it, and lines of the whole and of the transport. */
const exim = (root) => ({
  'exim-gnutls': { build: 'gnutls', ...NO_DANE },
  'exim-openssl': { build: 'openssl', ...NO_DANE },
  'exim-gnutls-dane': { build: 'gnutls', ...DANE },
  'exim-openssl-dane': { build: 'openssl', ...DANE },
  'exim-dane-required': { build: 'gnutls', ...DANE, transport: '  hosts_require_dane = *\n' },
  'exim-verified': { build: 'gnutls', transport: `  hosts_try_dane =\n  hosts_require_tls = *\n  tls_verify_hosts = *\n  tls_verify_certificates = ${root}\n` },
});

const FIRST_PORT = 2525, PROCESSES = 25;

/** Starts those of `only`, or all; `exims`: build → { path, env }, of those builds that are to be had. */
export function startSenders(folder, exims, root, patience_s, only) {
  const wanted = (rows) => Object.entries(rows).filter(([code]) => !only || only.includes(code));
  const named = (name) => ({ name, host: `${name}.senders.com`, patience_s });
  return [
    ...wanted(postfix(root)).map(([code, settings], i) => startPostfix(join(folder, code), { ...named(code), port: FIRST_PORT + i, settings, processes: PROCESSES })),
    ...wanted(exim(root)).filter(([, { build }]) => exims[build]).map(([code, { build, ...lines }]) => startExim(join(folder, code), exims[build], { ...named(code), ...lines })),
  ];
}
