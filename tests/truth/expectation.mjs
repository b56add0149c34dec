// What the facts must be, from a configuration alone; and every difference in words. `null` in a fact is "not established" and never wrong.
import { weaknessesOf } from './stacks/weaknesses.mjs';

/**
 * truth: { versions: {code: {suites: Set, order: [codes] | null, groups: Set | null,
 *          preference, strange: suites that the server would take, though the standards have them in later versions only}}, ssl2, preference: 'server'|'client'|'mixed'|null, extensions: {code: bool},
 *          resumption, sessionIds (to resume by, up to TLS 1.2), fallback, sentinel12, sha1, grease, sni, dhBits: [..] | null, rsa, ecdsa, compression, clientCertificate }
 * A member that is undefined is not compared; one that is null cannot be seen from outside, and whatever is said of it is wrong.
 */
export function differences(facts, truth) {
  const wrong = [];
  // TLS 1.3 has no session ids: a client's is said back to it.
  const old = Object.entries(truth.versions).some(([version, { suites }]) => version < '0304' && suites.size > 0);
  const compare = (what, said, real) => {
    if (said !== null && said !== undefined && real !== undefined && said !== real) wrong.push(`${what}: said ${said}, is ${real ?? 'not to be seen'}`);
  };
  for (const [version, said] of Object.entries(facts.versions)) {
    const real = truth.versions[version] ?? { suites: new Set(), groups: new Set() };
    compare(`version ${version}`, said.support, real.suites.size > 0 || (real.strange?.size > 0 ? undefined : false));
    for (const [suite, value] of Object.entries(said.suites)) if (!real.strange?.has(suite)) compare(`${version} suite ${suite}`, value, real.suites.has(suite));
    if (real.groups) for (const [group, value] of Object.entries(said.groups)) compare(`${version} group ${group}`, value, real.groups.has(group));
    const preference = real.preference ?? truth.preference;
    if (said.preference !== 'unknown' && preference && said.preference !== preference) {
      wrong.push(`${version} preference: said ${said.preference}, is ${preference}`);
    }
    if (real.order && said.preference === 'server' && !said.order.some((suite) => real.strange?.has(suite))) {
      // The order of those that were asked for; that there are others besides is said by `order_complete`.
      const asked = real.order.filter((suite) => suite in said.suites);
      said.order.forEach((suite, place) => suite === asked[place] || wrong.push(`${version} order at ${place}: said ${suite}, is ${asked[place]}`));
      if (said.order_complete && said.order.length !== real.order.length) wrong.push(`${version} order complete with ${said.order.length} of ${real.order.length}`);
    }
  }
  for (const [extension, value] of Object.entries(facts.extensions)) compare(`extension ${extension}`, value, truth.extensions?.[extension]);
  compare('SSL 2.0', facts.ssl2, truth.ssl2);
  compare('fallback', facts.fallback_scsv, truth.fallback);
  compare('TLS 1.2 sentinel', facts.sentinel_tls12, truth.sentinel12);
  compare('SHA-1 signatures', facts.sha1_signatures, truth.sha1);
  compare('GREASE', facts.grease, truth.grease);
  compare('compression', facts.compression, truth.compression);
  compare('resumption', facts.resumption, truth.resumption);
  compare('session ids', facts.session_ids, old ? truth.sessionIds : undefined);
  compare('RSA certificate', facts.rsa_certificate, truth.rsa);
  compare('ECDSA certificate', facts.ecdsa_certificate, truth.ecdsa);
  compare('client certificate', facts.client_certificate, truth.clientCertificate);
  const weak = weaknessesOf(truth);
  for (const [code, verdict] of Object.entries(facts.weaknesses)) compare(`weakness ${code}`, { present: true, absent: false }[verdict], weak[code]);
  for (const [size, value] of Object.entries(facts.sizes)) compare(`size ${size}`, value, truth.sizes ?? true);
  if (truth.sni && facts.sni !== 'unknown') compare('server name', facts.sni, truth.sni);
  if (truth.dhBits) for (const dh of facts.dh) if (!truth.dhBits.includes(dh.bits)) wrong.push(`DH of ${dh.bits} bits, is ${truth.dhBits}`);
  return wrong;
}

/** How much was established, for the summary. */
export function coverage(facts) {
  const versions = Object.values(facts.versions);
  return {
    versions: versions.filter((v) => v.support !== null).length + (facts.ssl2 !== null ? 1 : 0),
    suites: versions.flatMap((v) => Object.values(v.suites)).length,
    accepted: versions.flatMap((v) => Object.values(v.suites)).filter(Boolean).length,
    groups: versions.flatMap((v) => Object.values(v.groups)).length,
    facts:
      versions.reduce((sum, v) => sum + 1 + Object.keys(v.suites).length + Object.keys(v.groups).length, 0) + Object.keys(facts.extensions).length + 10,
  };
}
