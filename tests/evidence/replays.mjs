// The saved evidence of the corpus, and the native analyzer that replays it.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

const corpus = fileURLToPath(new URL('corpus/', import.meta.url));
const programs = resolve(process.env.MAILGLASS_PROGRAMS ?? 'build/release');
const program = join(programs, 'cli/mailglass');
const folder = mkdtempSync(join(tmpdir(), 'mailglass-evidence-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

/** The trusted roots of the lab that the corpus was recorded in. */
export const rootsFile = join(corpus, 'roots.pem');

/** Names of the evidence files. */
export const evidenceNames = readdirSync(corpus).filter((name) => name.endsWith('.json.gz'));

/** Evidence of the unit tests' servers and relay (tests/unit/support), and of a signed domain of a later lab, for what no file of the corpus shows. */
export const scriptedNames = readdirSync(join(corpus, '../scripted')).filter((name) => name.endsWith('.json.gz')).map((name) => `../scripted/${name}`);

/** The trust anchors of the signed ones among them, each of a lab of its own. */
export const anchorsFile = join(corpus, '../scripted/anchors.txt');
const ANCHORS = { '../scripted/signed.test.json.gz': anchorsFile, '../scripted/baddane.test.json.gz': join(corpus, '../scripted/baddane.anchors.txt') };
export const anchorsOf = (name) => ANCHORS[name];

/** The text of an evidence file. */
export const evidenceText = (name) => gunzipSync(readFileSync(join(corpus, name))).toString();

/** The report of an evidence text, as `mailglass replay` prints it; by these trust anchors, where DNSSEC rests on others than IANA's. */
export function replayNatively(text, anchors) {
  const file = join(folder, 'evidence.json');
  writeFileSync(file, text);
  const { status, stdout, stderr, error } = spawnSync(program, ['replay', file, '--roots', rootsFile, ...(anchors ? ['--trust-anchor', anchors] : []), '--json'], { encoding: 'utf8', maxBuffer: 1 << 26, env: { ...process.env, LC_ALL: 'C.UTF-8' } });
  // 0 to 3 tell the verdict, 69 that the check never had a session (its report says so); anything else, that there is no report.
  const reported = [0, 1, 2, 3, 69].includes(status) && stdout !== '';
  if (error || !reported) throw new Error(`mailglass replay: ${error?.message ?? `exit code ${status}: ${stderr}`}`);
  return stdout.trimEnd();
}

/** The report as the analyzer wrote it: the command line adds words to its phrases. */
export const withoutWords = (report) =>
  JSON.stringify(JSON.parse(report, (_, value) => {
    if (value?.phrase === undefined) return value;
    const { text: _text, ...phrase } = value;
    return phrase;
  }));

/** The words that a report has for enumerators and for rows of tables, by table. */
export const reportWords = () => JSON.parse(execFileSync(join(programs, 'tests/evidence/report_words'), { encoding: 'utf8' }));
