// Writes docs/findings/CODE.md, a page for each finding, and the list of them, from docs/findings/findings.json, the words and the analyzer's own table of findings:
//
//   node scripts/findings/pages.mjs     needs build/release/tests/evidence/report_words
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { cases } from '../../tests/findings/cases.mjs';
import { filled, findings, fixesOf, hasPath, products } from './table.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = join(root, 'docs/findings');
const words = JSON.parse(readFileSync(join(root, 'words/en.json'), 'utf8'));

const MADE = '<!-- Made by scripts/findings/pages.mjs; not to be changed by hand. -->';
const EXAMPLE = { host: 'mx.example.org', domain: 'example.org', mx: ['mx.example.org'], id: '202612010730' };
const SEVERITIES = { bad: 'bad: mail is readable, or may be', warning: 'worth fixing', info: 'good to know', good: 'good' };
const PLACES = { dns: 'DNS, whatever the server', provider: 'other providers’ servers' };
const ON_THE_WEB = 'DNS and the web, whatever the server';

/** Those of the analyzer's table, in its order: { code, severity, advised }. */
export const analyzerFindings = (programs = process.env.MAILGLASS_PROGRAMS ?? join(root, 'build/release')) =>
  JSON.parse(execFileSync(join(programs, 'tests/evidence/report_words'), { encoding: 'utf8' })).findings;

/** A message without arguments; `undefined` where there is none. */
const said = (id) => words[id]?.text;

const block = (kind, lines) => ['', `\`\`\`${kind}`, ...lines.flatMap((line) => filled(line, EXAMPLE)), '```', ''];
const examples = (code) =>
  Object.values(fixesOf(code)).some((steps) => steps !== 'provider' && steps.some(hasPath))
    ? 'Names and paths are those of common installations, and of `mx.example.org`.'
    : 'Names are those of `example.org` and `mx.example.org`.';
const at = (place) => filled(place, EXAMPLE)[0];

function step(one) {
  if (one.run) return ['Run:', ...block('sh', one.run)];
  if (one.note) return [said(`fix.${one.note}`), ''];
  if (one.add) return [one.unless ? `Add to DNS, if \`${at(one.unless)}\` does not exist yet:` : 'Add to DNS:', ...block('dns', one.add)];
  if (one.instead) return ['In DNS, in place of the record that is there:', ...block('dns', one.instead)];
  if (one.remove) return ['Remove from DNS:', ...block('dns', one.remove)];
  if (one.serve) return [`Serve at <${at(one.serve)}>:`, ...block('text', one.lines)];
  return [`${one.with ? `With ${one.with}, in` : 'In'} \`${at(one.in)}\`:`, ...block('text', one.lines)];
}

function fixes(code) {
  const all = Object.entries(fixesOf(code));
  const ours = all.filter(([, steps]) => steps !== 'provider');
  const theirs = all.filter(([, steps]) => steps === 'provider').map(([product]) => products[product].name ?? PLACES[product]);
  const tried = [...new Set(cases.filter((one) => one.code === code || one.beside?.includes(code)).map((one) => products[one.product].name ?? 'DNS'))];
  return [
    ...ours.flatMap(([product, steps]) => [`### ${products[product].name ?? (steps.some(({ serve }) => serve) ? ON_THE_WEB : PLACES[product])}`, '', ...steps.flatMap(step)]),
    ...(theirs.length > 0 ? ['### Only your provider can', '', `At ${new Intl.ListFormat('en').format(theirs)}, only whoever runs the service can change this.`, ''] : []),
    ...(tried.length > 0 ? [`The lines for ${new Intl.ListFormat('en').format(tried)} are applied to real servers by [a test](../../tests/findings/lab.test.mjs), and the finding goes away.`, ''] : []),
  ];
}

function page({ code, severity }) {
  const { judged, source, in: where } = findings[code];
  const advice = said(`finding.${code}.advice`);
  return [
    MADE, `# ${said(`finding.${code}.title`)}`, '',
    '| | |', '| --- | --- |',
    `| code | \`${code}\` |`,
    `| severity | ${SEVERITIES[severity]} |`,
    `| source | ${source.length > 0 ? source.join(', ') : 'Mailglass’s own judgement'} |`,
    `| in the code | [${where}](../../${where}) |`, '',
    '## What', '', said(`finding.${code}.text`), '',
    '## How it is judged', '', judged, '',
    ...(advice ? ['## What helps', '', advice, ''] : []),
    ...(Object.keys(fixesOf(code)).length > 0 ? ['## How to fix it', '', examples(code), '', ...fixes(code)] : []),
  ].join('\n').trimEnd() + '\n';
}

const list = (rows) => [
  MADE, '# Findings', '',
  'What a check finds, the worst first. Each has a page: what it is, how it is judged, by which standard, and what to do about it at the mail servers that people use. All of it comes',
  'from one table, [findings.json](findings.json), with the words of [`words/`](../../words) and the severities of [the analyzer](../../wasm/assess/finding_texts.cpp). The page shows the same steps',
  'with a finding, those of the reader’s own server first.', '',
  '| finding | code | severity | how to fix it |', '| --- | --- | --- | --- |',
  ...rows.map(({ code, severity }) => `| [${said(`finding.${code}.title`)}](${code}.md) | \`${code}\` | ${severity} | ${Object.entries(fixesOf(code)).filter(([, steps]) => steps !== 'provider').map(([product]) => products[product].name ?? 'DNS').join(', ')} |`), '',
  '## Where the lines are from', '',
  'What the lab has is tried there: Postfix, Exim with both libraries, and DNS. The lines for others follow their manuals, and have not been tried here.', '',
  '| mail server | manual | known by |', '| --- | --- | --- |',
  ...Object.values(products).filter(({ name }) => name).map(({ name, documentation, greeting, hosts }) => `| ${name} | ${documentation ?? ''} | ${[greeting && `\`${greeting.replaceAll('\\b', '')}\` in its greeting`, hosts && `hosts below ${hosts.map((host) => `\`${host}\``).join(', ')}`].filter(Boolean).join('; ')} |`), '',
].join('\n');

/** name → text of every page. */
export function pages(rows = analyzerFindings()) {
  return new Map([['README.md', list(rows)], ...rows.map((row) => [`${row.code}.md`, page(row)])]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const name of readdirSync(folder)) if (name.endsWith('.md')) rmSync(join(folder, name));
  for (const [name, text] of pages()) writeFileSync(join(folder, name), text);
}
