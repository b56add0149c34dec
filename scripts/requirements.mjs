// What the standards ask, counted: every MUST of docs/requirements is cited by code and by a test, or is excepted there with its reason.
//
//   node scripts/requirements.mjs [--each] [FOLDER]
//
// FOLDER: a checkout; this one by default. --each: every requirement, with where it is cited. CONTRIBUTING.md says how to cite. Exits with 1
// where something is wrong.

import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const DATA = 'docs/requirements';
const CODE = ['wasm', 'speech', 'relay', 'cli', 'web/src'], TESTS = ['tests'];
const SOURCE = /\.(cpp|h|mjs|ts|json)$/, NOT_OURS = new Set(['node_modules', 'corpus']);
const KEYWORD = /\b(MUST|SHALL|REQUIRED)\b/;
// "RFC 7672 3.2.2 [1, 2]", "RFC 5155 8.6 [2], 8.9 [3]"; a comment may break it at any space.
const PLACE = String.raw`(\d+(?:\.\d+)*) \[(\d+(?:, \d+)*)\]`;
const CITATION = new RegExp(String.raw`RFC (\d+) ${PLACE}(?:, ${PLACE})*`, 'g');

const name = (rfc, section, number) => `RFC ${rfc} ${section} [${number}]`;

/** @returns {string[]} the sources below a folder of `root`, as paths from there. */
function sources(root, folder) {
  let entries;
  try {
    entries = readdirSync(join(root, folder), { withFileTypes: true });
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
  return entries.flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return NOT_OURS.has(entry.name) ? [] : sources(root, path);
    return SOURCE.test(entry.name) ? [path] : [];
  });
}

/** @returns {string[]} the requirements that a text cites, by name. */
export function cited(text) {
  const flat = text.replace(/\s*\n\s*(?:\/\/[/!]?|\*(?!\/))?\s*/g, ' ');
  return [...flat.matchAll(CITATION)].flatMap(([all, rfc]) =>
    [...all.matchAll(new RegExp(PLACE, 'g'))].flatMap(([, section, numbers]) => numbers.split(', ').map((number) => name(rfc, section, number))));
}

/** @returns {Map<string, string[]>} requirement → the files that cite it. */
function citations(root, folders) {
  const found = new Map();
  for (const path of folders.flatMap((folder) => sources(root, folder))) {
    for (const one of new Set(cited(readFileSync(join(root, path), 'utf8')))) found.set(one, [...(found.get(one) ?? []), path]);
  }
  return found;
}

/** @returns {string[]} what is wrong with the requirements of one standard as they are written down, in words. */
function flaws({ rfc, requirements }) {
  const wrong = [], last = new Map();
  for (const { section, number, binds, says, not_ours, not_done } of requirements) {
    const one = name(rfc, section, number);
    if (number !== (last.get(section) ?? 0) + 1) wrong.push(`${one}: the numbers of a section go from 1 on without a gap`);
    last.set(section, number);
    if (!KEYWORD.test(says ?? '')) wrong.push(`${one}: no sentence with MUST, SHALL or REQUIRED`);
    if (!binds) wrong.push(`${one}: it does not say whom it binds`);
    if ([not_ours, not_done].some((reason) => reason !== undefined && !reason)) wrong.push(`${one}: an exception without its reason`);
    if (not_ours && not_done) wrong.push(`${one}: excepted twice`);
  }
  return wrong;
}

/**
 * Counts a checkout.
 * @returns {{ wrong: string[], lines: string[], each: string[] }} what is wrong; a line for each standard; a line for each requirement.
 */
export function count(root) {
  const code = citations(root, CODE), tests = citations(root, TESTS);
  const known = new Set(), wrong = [], lines = [], each = [];
  const standards = readdirSync(join(root, DATA)).filter((file) => file.endsWith('.json')).sort()
    .map((file) => JSON.parse(readFileSync(join(root, DATA, file), 'utf8')));
  for (const standard of standards) {
    wrong.push(...flaws(standard));
    let both = 0, others = 0, undone = 0;
    for (const { section, number, says, not_ours, not_done } of standard.requirements) {
      const one = name(standard.rfc, section, number);
      known.add(one);
      const by = { code: code.get(one), 'a test': tests.get(one) };
      const missing = Object.keys(by).filter((who) => !by[who]), there = Object.values(by).flatMap((files) => files ?? []);
      const reason = not_ours ?? not_done;
      if (reason !== undefined && there.length) wrong.push(`${one}: excepted, and cited in ${there.join(', ')}`);
      if (reason === undefined && missing.length) wrong.push(`${one}: not cited by ${missing.join(' or ')}, nor excepted: ${says}`);
      if (not_ours !== undefined) ++others;
      else if (not_done !== undefined) ++undone;
      else if (!missing.length) ++both;
      each.push(`${one}: ${reason === undefined ? there.join(', ') || 'nowhere' : `${not_done === undefined ? 'not ours' : 'not done'}: ${reason}`}`);
    }
    const line = `RFC ${standard.rfc}, section${standard.sections.includes('–') ? "s" : ""} ${standard.sections}: ${standard.requirements.length} requirements; cited by code and by a test: ${both}; `
      + `of others: ${others}; not done: ${undone}`;
    lines.push(line);
    let doc = '';
    try {
      doc = readFileSync(join(root, standard.doc), 'utf8');
    } catch { /* told below */ }
    if (!doc.includes(line)) wrong.push(`${standard.doc} lacks the line: ${line}`);
  }
  for (const [one, files] of [...code, ...tests]) if (!known.has(one)) wrong.push(`${one}: there is no such requirement, and it is cited in ${files.join(', ')}`);
  if (!known.size) wrong.push(`no requirement stands in ${DATA}`);
  return { wrong, lines, each };
}

const own = fileURLToPath(import.meta.url);
if (process.argv[1] && resolve(process.argv[1]) === own) {
  const words = process.argv.slice(2), folder = words.find((word) => !word.startsWith('--'));
  const { wrong, lines, each } = count(resolve(folder ?? join(own, '../..')));
  if (words.includes('--each')) console.log(each.join('\n'));
  console.log(lines.join('\n'));
  for (const one of wrong) console.error(`✘ ${one}`);
  process.exitCode = wrong.length ? 1 : 0;
}
