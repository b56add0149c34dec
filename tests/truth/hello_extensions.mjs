// What a server is given at random beside its suites: OCSP answers to staple, certificate timestamps to send, application protocols to choose
// from; and what of that shows to somebody outside.

/** Versions whose answers are in the clear. TLS 1.3's are asked for where it is all there is. OpenSSL 1.0.1 staples in SSL 3.0 too, asked in a hello of a later version. */
const readable = ['0300', '0301', '0302', '0303'];

const speaks = (versions, some) => some.some((version) => versions[version]?.suites.size > 0);
export const onlyTls13 = (versions) => speaks(versions, ['0304']) && !speaks(versions, readable);

/**
 * The kinds of certificate ('rsa', 'ecdsa') a server shows, of those it has. `kindOf` tells the kind that comes with a suite; undefined where none
 * comes.
 */
export function certificatesShown(versions, kindOf, certificates) {
  if (onlyTls13(versions)) return new Set(certificates);
  const suites = readable.flatMap((version) => [...(versions[version]?.suites ?? [])]);
  return new Set(suites.map(kindOf).filter(Boolean));
}

/**
 * { stapled: kinds of certificate with an OCSP answer, timestamped: kinds with timestamps, protocols: of ALPN, refusing: whether no protocol in common
 * is fatal }.
 */
export function extensionsGiven(random, certificates) {
  const some = (share) => (random.chance(share) ? random.part(certificates, 0.6) : []);
  return {
    stapled: some(0.5),
    timestamped: some(0.3),
    protocols: random.chance(0.6) ? random.pick([['smtp'], ['esmtp', 'smtp'], ['imap', 'esmtp'], ['imap'], ['h2', 'imap']]) : [],
    refusing: random.chance(0.5),
  };
}

/** Facts by extension; null where an answer cannot be seen, so that neither yes nor no is right. */
export function extensionsShown(versions, kindOf, certificates, given) {
  const kinds = certificatesShown(versions, kindOf, certificates);
  const withCertificate = (has) => (kinds.size === 0 ? null : [...kinds].some((kind) => has.includes(kind)));
  const answers = speaks(versions, [...readable, '0304']);
  const chooses = given.protocols.some((name) => ['smtp', 'esmtp'].includes(name));
  // "No application protocol" tells that the server looks for one (RFC 7301 section 3.2); nothing tells of one that it keeps to itself.
  const looks = chooses || (given.protocols.length > 0 && given.refusing);
  return { '0005': withCertificate(given.stapled), '0012': withCertificate(given.timestamped), '0010': answers ? looks : null };
}

const features = [
  { type: '0005', name: 'OCSP answers', has: (given) => given.stapled.length > 0 },
  { type: '0012', name: 'certificate timestamps', has: (given) => given.timestamped.length > 0 },
  { type: '0010', name: 'application protocols', has: (given) => given.protocols.length > 0 },
];

/** Whether the server has a certificate of a kind; undefined where it may have one that no suite of its brings. */
export const hasCertificate = (versions, certificates, kind) =>
  certificates.includes(kind) ? (onlyTls13(versions) ? true : undefined) : false;

/** Counts how many servers had each, and how often it was said to be there, said to be missing, or left open. */
export function extensionTally() {
  const counts = features.map(({ name }) => ({ name, given: 0, yes: 0, no: 0, open: 0 }));
  const add = (facts, given) =>
    features.forEach(({ type, has }, place) => {
      const said = { true: 'yes', false: 'no' }[facts.extensions[type]] ?? 'open';
      counts[place].given += has(given) ? 1 : 0;
      ++counts[place][said];
    });
  return { counts, add };
}
