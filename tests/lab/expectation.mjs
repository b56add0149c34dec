// Compares a report with what a scenario says is true. Returns the differences, in words. `returning`: the server has seen us before.

/** How sure a check can be of an address that proves its name (docs/assurance.md), and whoever opens its file; of another, nothing is more than observed. */
function howSure(report, { tls, assurance }) {
  if (!tls) return {};
  if (assurance !== 'verified') return { choice: assurance, key: assurance, day: assurance };
  if (tls === 'TLS 1.3') return { choice: 'verified', key: 'verified', day: report.reading === 'live' ? 'verified' : 'authenticated' };
  return { choice: 'authenticated', key: tls === 'TLS 1.2' ? 'verified' : 'authenticated', day: 'authenticated' };
}

const REASONS = new Set(['signed', 'key-signed', 'zone-signed', 'finished', 'dated', 'unfinished', 'unnamed', 'delivered', 'compared', 'told']);
/** What a report says whoever reads it. Of a file that somebody saved, less is proof. */
export const whoeverReads = (report) =>
  JSON.parse(JSON.stringify(report), (key, value) => (key === 'reading' || key.endsWith('assurance') || (key === 'reason' && REASONS.has(value)) ? undefined : value));

export function differences(report, scenario, { returning = false } = {}) {
  const wrong = [];
  const want = scenario.expect;
  const check = (what, got, expected) => { if (expected !== undefined && got !== expected) wrong.push(`${what}: ${JSON.stringify(got)} instead of ${JSON.stringify(expected)}`); };
  check('complete', report.complete, true);
  check('domain', report.domain, scenario.domain);
  check('routing', report.routing.kind, want.routing);
  check('verdict', report.verdict.word, want.word);
  check('because', report.verdict.because, want.because);
  check('passive axis', report.axes.passive.state, want.passive);
  check('active axis', report.axes.active.state, want.active);
  check('DNSSEC status', report.routing.dnssec, want.dnssec ?? (scenario.zone ? undefined : 'secure'));
  const codes = report.findings.map((f) => f.code);
  // Where more was asked than the headline, by the depth of the check.
  const explored = report.servers.some((s) => s.addresses.some((a) => a.exploration));
  const wanted = [...(want.findings ?? []), ...((explored && want.explored?.findings) || []), ...((!returning && want.first_visit) || [])];
  for (const code of wanted) if (!codes.includes(code)) wrong.push(`no finding ${code}, only ${codes}`);
  for (const code of [...(want.without ?? []), ...((explored && want.explored?.without) || [])]) if (codes.includes(code)) wrong.push(`finding ${code}`);
  if (!JSON.stringify(report.verdict.sentence).includes(want.sentence ?? '')) wrong.push(`the sentence is ${JSON.stringify(report.verdict.sentence)}`);
  const fact_codes = report.facts.map((f) => f.code);
  for (const code of want.facts ?? []) if (!fact_codes.includes(code)) wrong.push(`no fact ${code}`);
  const addresses = report.servers.flatMap((s) => s.addresses.map((a) => ({ host: s.host, ...a })));
  check('number of addresses', addresses.length, want.addresses.length);
  const used = (exploration) => exploration.budget.used + exploration.budget.turned_away + exploration.budget.lost;
  // One more to the host of a policy, where there is one.
  check('connections used', report.usage.connections, (scenario.policy ? 1 : 0) + addresses.reduce((sum, { exploration, probes }) => sum + probes.length + (exploration ? used(exploration) - 1 : 0), 0));
  if (want.any_order) addresses.sort((a, b) => (a.address < b.address ? -1 : 1));
  const budget = addresses.reduce((sum, a) => sum + a.probes.length + (a.exploration ? a.exploration.budget.allowed - 1 : 0), 0);
  if (explored && report.usage.connections > budget) wrong.push(`${report.usage.connections} connections, with ${budget} allowed`);
  for (const [i, expected] of want.addresses.entries()) {
    const got = addresses[i];
    if (!got) continue;
    const fact = (code) => report.facts.find((f) => f.code === code && f.subject.address === got.address && f.subject.host === got.host);
    check('host', got.host, expected.host);
    check('address', got.address, expected.address);
    if (expected.readable) check(`what senders do at ${got.address}`, [...new Set(Object.values(got.senders))].join(), 'readable');
    check(`outcome of ${got.address}`, got.outcome, expected.outcome);
    check('TLS version', fact('tls.version')?.value, expected.tls);
    const sure = howSure(report, expected);
    check('assurance of the version', fact('tls.version')?.assurance, sure.choice);
    check('assurance of the certificate', fact('x509.leaf')?.assurance, sure.choice);
    check('assurance of the key', fact('x509.key')?.assurance, sure.key);
    check('assurance of the trust', fact('x509.trust')?.assurance, sure.day);
    check('trust', fact('x509.trust')?.value.status, expected.trust);
    check('name match', fact('x509.trust')?.value.name_matches, expected.name);
    check('key', fact('x509.key')?.value.type, expected.key);
    const chain = got.certificates.find((c) => c.headline);
    check('a chain of the headline', chain !== undefined, expected.tls !== undefined);
    check('assurance of the chain', chain?.assurance, sure.choice);
    check('use of the certificates sent', chain?.sent.map((c) => c.use).join(), expected.sent?.join());
    check('timestamps of logs', chain?.sent[0]?.timestamps?.length, expected.timestamps);
    if (explored) check('worth of the OCSP answer', chain?.staple?.worth, expected.staple);
    if (explored && expected.kinds) check('kinds of certificate, the key of each verified', got.certificates.filter((c) => c.key_assurance === 'verified').map((c) => c.sent[0].certificate.key_type).join(), expected.kinds.join());
    check('group', fact('tls.group')?.value, expected.group);
    if (!expected.tls && fact('tls.version')) wrong.push('a TLS version is claimed where no TLS was');
    if (expected.words) {
      const words = expected.readable ? (fact('smtp.starttls_reply')?.text ?? '') : (report.not_established.find((n) => n.subject.address === got.address)?.server_words ?? '');
      if (!JSON.stringify(words).includes(expected.words)) wrong.push(`the server's words ${JSON.stringify(words)} lack ${JSON.stringify(expected.words)}`);
    }
    if (['unreachable', 'silent', 'broken-smtp', 'temporarily-refused', 'starttls-refused', 'handshake-failed'].includes(expected.outcome) && !expected.readable
      && !report.not_established.some((n) => n.subject.address === got.address)) wrong.push(`${got.address} is not listed as not established`);
  }
  if (report.limits.length < 4) wrong.push('the limits of the answer are missing');
  return wrong;
}
