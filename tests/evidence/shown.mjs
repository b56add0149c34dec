// The page is shown snapshots of a check, and an address's depths when somebody opens it (wasm/report/snapshot.h): both say what the report says.

const OWN = new Set(['format', 'heard', 'withdrawn', 'rules']);

/** Where `part` says something else than `whole`; members that only the page gets are passed over, and numbers of weaknesses are counted. */
function differences(part, whole, place, wrong) {
  if (Array.isArray(part) && Array.isArray(whole)) {
    if (part.length !== whole.length) wrong.push(`${place}: ${part.length} instead of ${whole.length}`);
    else part.forEach((item, i) => differences(item, whole[i], `${place}[${i}]`, wrong));
  } else if (part !== null && typeof part === 'object' && whole !== null && typeof whole === 'object') {
    for (const [key, value] of Object.entries(part)) {
      if (OWN.has(key)) continue;
      if (key === 'weaknesses' && !Array.isArray(value)) {
        const minded = ({ severity }) => severity === 'bad' || severity === 'warning';
        // A common prime within reach is a small one too, and counts once.
        const once = whole.weaknesses.filter((w, _, all) => w.code !== 'tls.dh.common' || !all.some((other) => other.code === 'tls.dh.small' && other.verdict === w.verdict));
        const there = once.filter((w) => w.verdict === 'present');
        const counted = { grave: there.filter(minded).length, minor: there.filter((w) => !minded(w)).length, open: once.filter((w) => w.verdict === 'open').length };
        differences(value, counted, `${place}.weaknesses`, wrong);
      } else differences(value, whole[key], `${place}.${key}`, wrong);
    }
  } else if (part !== whole) wrong.push(`${place}: ${JSON.stringify(part)} instead of ${JSON.stringify(whole)}`);
}

/** Where a snapshot says something else than the report. */
export function snapshotDifferences(snapshot, report) {
  const wrong = [];
  differences(snapshot, report, 'snapshot', wrong);
  return wrong;
}

/** Where an address's depths say something else than the report. */
export function detailsDifferences(details, report, server, address) {
  const wrong = [];
  const { certificates, exploration, lenses, probes } = report.servers[server].addresses[address];
  differences({ certificates: details.certificates, exploration: details.exploration, lenses: details.lenses }, { certificates, exploration, lenses }, 'details', wrong);
  // All of them, with nothing left out.
  if (JSON.stringify(details.lenses) !== JSON.stringify(lenses)) wrong.push('details.lenses');
  if (JSON.stringify(details.exploration) !== JSON.stringify(exploration)) wrong.push('details.exploration');
  differences(details.probes, probes.map((id) => report.probes.find((probe) => probe.id === id)), 'details.probes', wrong);
  return wrong;
}

/** The same for all that an analyzer (wasm_analyzer.mjs) would show of its check. */
export function shownOtherwise(analyzer, report) {
  const wrong = snapshotDifferences(JSON.parse(analyzer.snapshot()), report);
  report.servers.forEach((server, s) => server.addresses.forEach((_, a) => wrong.push(...detailsDifferences(JSON.parse(analyzer.details(s, a)), report, s, a))));
  return wrong;
}
