// Which weaknesses follow from the suites and versions that a server accepts, by the suites' names.
import { nameOf } from './suites.mjs';

const ofSuites = {
  'tls.suites.export': { is: /EXPORT/ },
  'tls.suites.null': { is: /WITH_NULL/ },
  'tls.suites.anonymous': { is: /_ANON_/ },
  'tls.suites.rc4': { is: /RC4|ARCFOUR/ },
  'tls.suites.des': { is: /WITH_DES_|DES40|RC2/ },
  'tls.suites.sweet32': { is: /DES|RC2|IDEA/ },
  'tls.suites.static-rsa': { is: /^TLS_RSA_/ },
  'tls.freak': { is: /^TLS_RSA_EXPORT/ },
  'tls.logjam.export': { is: /^TLS_DHE_.*EXPORT/ },
  'tls.cbc.tls10': { is: /CBC/, upTo: '0301' },
  'tls.cbc': { is: /CBC/ },
  'tls.poodle': { is: /CBC/, upTo: '0300' },
};

/** Whether a Diffie-Hellman prime is too small (RFC 9325 section 4.5); undefined where the configuration does not say how long they are. */
function smallPrime(truth) {
  if (truth.smallPrime !== undefined) return truth.smallPrime;
  const names = Object.entries(truth.versions).flatMap(([version, { suites }]) => (version < '0304' ? [...suites].map(nameOf) : []));
  if (names.includes(undefined) || Object.values(truth.versions).some(({ strange }) => strange?.size > 0)) return undefined;
  if (!names.some((name) => /^TLS_DHE?_/.test(name))) return false;
  return truth.dhBits?.some((bits) => bits < 2048);
}

/** By code: true, false, or undefined where it turns on a suite whose name is not known, or that the version should not have. */
export function weaknessesOf(truth) {
  const found = {};
  for (const [code, { is, upTo = '0303' }] of Object.entries(ofSuites)) {
    const versions = Object.entries(truth.versions).filter(([version]) => version <= upTo);
    const names = versions.flatMap(([, { suites }]) => [...suites].map(nameOf));
    const doubtful = names.includes(undefined) || versions.some(([, { strange }]) => strange?.size > 0);
    found[code] = names.some((name) => name && is.test(name)) || (doubtful ? undefined : false);
  }
  const strange = ['0300', '0301', '0302'].some((version) => truth.versions[version]?.strange?.size > 0);
  found['tls.old-versions'] = ['0300', '0301', '0302'].some((version) => truth.versions[version]?.suites.size > 0) || (strange ? undefined : false);
  found['tls.ssl2'] = truth.ssl2;
  found['tls.dh.small'] = smallPrime(truth);
  return found;
}
