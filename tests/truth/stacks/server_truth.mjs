// What follows from a configuration for any server: which suites each version accepts, and which certificates come with them.
import { hasCertificate } from '../hello_extensions.mjs';

/** Groups by the names that most libraries know them by. */
export const groupNumbers = {
  x25519: '001d', x448: '001e', secp256r1: '0017', secp384r1: '0018', secp521r1: '0019', secp192r1: '0013', secp224r1: '0015', secp192k1: '0012',
  secp224k1: '0014', secp256k1: '0016', brainpoolP256r1: '001a', brainpoolP384r1: '001b', brainpoolP512r1: '001c', ffdhe2048: '0100', ffdhe3072: '0101',
  ffdhe4096: '0102', ffdhe6144: '0103', ffdhe8192: '0104',
};

export const allVersions = ['0301', '0302', '0303', '0304'];
/** A random run of versions without a gap. */
export function versionRange(random, known) {
  const first = Math.floor(random.next() * known.length);
  return known.slice(first, first + 1 + Math.floor(random.next() * (known.length - first)));
}

/**
 * { versions, suites: in the server's order, certificates: kinds, groups: numbers usable up to TLS 1.2, groups13 } → the truth so far. A `fits(suite,
 * version)` says which suites this library takes in which version; `order` is its own order, where it has one.
 */
export function serverTruth({ versions, suites, certificates, groups, groups13 = groups, fits = (suite, version) => suite.least <= version, ordered = false }) {
  const truth = { versions: {}, ssl2: false, grease: true, compression: false };
  for (const version of versions) {
    const taken = suites.filter((suite) => {
      if ((version === '0304') !== (suite.least === '0304')) return false;
      if (version !== '0304' && suite.kind && !certificates.includes(suite.kind)) return false;
      return !(suite.exchange === 'ECDHE' && groups?.length === 0) && fits(suite, version);
    });
    const accepted = taken.filter((suite) => suite.least <= version);
    const strange = taken.filter((suite) => suite.least > version);
    const usable = version === '0304' ? groups13 : groups;
    // Without a suite that has a group in it, none can be seen.
    const shows = version === '0304' || accepted.some((suite) => suite.exchange === 'ECDHE');
    truth.versions[version] = {
      suites: new Set(accepted.map((suite) => suite.code)),
      // Nobody can ask for all numbers for private use, or of a draft.
      order: ordered ? accepted.map((suite) => suite.code).filter((code) => !/^(ff|cc1)/.test(code)) : null,
      groups: usable && strange.length === 0 ? new Set(shows ? usable : []) : null,
      strange: new Set(strange.map((suite) => suite.code)),
    };
  }
  truth.rsa = hasCertificate(truth.versions, certificates, 'rsa');
  truth.ecdsa = hasCertificate(truth.versions, certificates, 'ecdsa');
  return truth;
}

/** Kinds of certificate by the number of a suite. */
export function kindsOf(suites) {
  const kinds = new Map(suites.map((suite) => [suite.code, suite.kind]));
  return (code) => kinds.get(code);
}

/** Whether something is accepted in a version. */
export const speaks = (truth, version) => (truth.versions[version]?.suites.size ?? 0) > 0;
export const highest = (truth) => allVersions.filter((version) => speaks(truth, version)).at(-1);

/** Versions with the strange suites among the others, for what shows with any suite. */
export const withStrange = (versions) =>
  Object.fromEntries(Object.entries(versions).map(([version, { suites, strange }]) => [version, { suites: new Set([...suites, ...strange]) }]));
