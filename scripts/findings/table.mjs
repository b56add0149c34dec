// The table of what can be done about each finding (docs/findings/findings.json), worked out: for a finding and a server product, its steps.
import { readFileSync } from 'node:fs';

const table = JSON.parse(readFileSync(new URL('../../docs/findings/findings.json', import.meta.url), 'utf8'));

export const { products, findings, remedies } = table;

/** What a remedy says of a product; some have the same lines as another one. */
const stated = (remedy, product) => (typeof remedies[remedy][product] === 'string' ? stated(remedy, remedies[remedy][product]) : remedies[remedy][product]);

const keyOf = ({ lines, run, ...place }) => JSON.stringify([run !== undefined, place]);

/** The steps of several remedies as one list: what goes to one place stands together, once. */
function together(steps) {
  const places = new Map();
  for (const step of steps) {
    const [kind] = ['run', 'add', 'instead', 'remove', 'lines', 'note'].filter((one) => one in step);
    const key = kind === 'lines' ? keyOf(step) : [kind, step.unless, kind === 'note' && step.note].join();
    const there = places.get(key);
    if (!there) places.set(key, structuredClone(step));
    else if (kind !== 'note') for (const line of step[kind]) if (!there[kind].includes(line)) there[kind].push(line);
  }
  return [...places.values()];
}

/**
 * What to do about a finding, by product: a list of steps; or 'provider' where whoever runs the service is the only one who can. A step is one of
 * { run: commands }, { in: place, lines, with?: what it is for }, { serve: address, lines }, { add: records, unless?: the name that may be there already },
 * { instead: records in place of those of the same names }, { remove: records }, { note: what is said there (fix.… of words/) }.
 */
export function fixesOf(code) {
  const { fix } = findings[code];
  const found = {};
  // What whoever has the domain can do by himself needs no provider.
  const own = fix.some((remedy) => Object.keys(remedies[remedy]).includes('dns'));
  for (const [product, { then, hosted }] of Object.entries(products)) {
    const steps = together(fix.flatMap((remedy) => stated(remedy, product) ?? []));
    // Commands that make it so come last, once.
    if (steps.some((step) => step.lines) && then) steps.push({ run: then });
    if (steps.length > 0) found[product] = steps;
    else if (hosted && fix.length > 0 && !own) found[product] = 'provider';
  }
  return found;
}

/** Whether a path of a file stands in a step: such are those of common installations. */
export const hasPath = ({ in: place = '', run = [], lines = [], serve }) => !serve && /[/\\]/.test([place, ...run, ...lines].join());

/** Puts in what a line leaves open; a line of the domain's mail servers is there for each of them. `id`: of an MTA-STS policy, new with each change of it. */
export const filled = (line, { host, domain, mx, id }) =>
  (line.includes('{mx}') ? mx : [host]).map((one) => line.replaceAll('{mx}', one).replaceAll('{host}', host).replaceAll('{domain}', domain).replaceAll('{id}', id));
