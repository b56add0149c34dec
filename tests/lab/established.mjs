// What an exploration established, as one flat list, so that two of them, or one and a configuration, can be laid side by side.

/**
 * Map of what was established: 'TLS 1.2', 'TLS 1.2 suite c030', 'TLS 1.2 group 001d' and 'property …', 'size …' with 'yes' or 'no'; 'TLS 1.2 preference',
 * 'server name', 'weakness …' with their words. What is open or does not apply is left out.
 */
export function established(exploration) {
  const facts = new Map();
  const add = (what, value) => { if (!['unknown', 'open', 'not-applicable'].includes(value)) facts.set(what, value); };
  for (const version of exploration.versions) {
    add(version.version, version.support);
    for (const suite of version.suites) add(`${version.version} suite ${suite.id}`, suite.support);
    for (const group of version.groups) add(`${version.version} group ${group.id}`, group.support);
    add(`${version.version} preference`, version.preference);
  }
  for (const property of exploration.properties) add(`property ${property.code}`, property.support);
  for (const size of exploration.sizes) add(`size ${size.bytes}`, size.support);
  for (const weakness of exploration.weaknesses) add(`weakness ${weakness.code}`, weakness.verdict);
  for (const dh of exploration.dh) add(`DH ${dh.bits} bits`, 'yes');
  for (const scheme of exploration.signature_schemes) add(`signs with ${scheme.id}`, 'yes');
  add('server name', exploration.sni);
  return facts;
}

/** Where `truth` (what → word, or undefined) says something else: in words. */
export const contradictions = (said, truth) =>
  [...said].filter(([what, word]) => ![undefined, word].includes(truth(what))).map(([what, word]) => `${what}: said ${word}, is ${truth(what)}`);

/** What `said` lacks of `whole`. */
export const missing = (said, whole) => [...whole.keys()].filter((what) => !said.has(what));

/** The one exploration of a report about one address. */
export function explorationOf(report) {
  const addresses = report.servers.flatMap((server) => server.addresses);
  if (addresses.length !== 1 || !addresses[0].exploration) throw new Error(`${report.domain}: ${JSON.stringify(report.verdict.sentence)} (no exploration)`);
  return addresses[0].exploration;
}
