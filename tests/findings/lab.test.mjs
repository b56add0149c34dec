// What the table says helps, helps: real servers and real DNS with a defect, checked; then with the table's lines, and the finding is gone.
import assert from 'node:assert/strict';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { mkdtempSync, chmodSync, rmSync } from 'node:fs';
import { before, describe, test } from 'node:test';

import { startLab } from '../lab/lab.mjs';
import { mailglass } from '../cli/mailglass.mjs';
import { opensslExim } from '../senders/exim_openssl.mjs';
import { placedExim } from '../senders/placed_exim.mjs';
import { cases as everyCase, scenarioOf } from './cases.mjs';

const CACHE = process.env.MAILGLASS_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'mailglass');

const folder = mkdtempSync(join(tmpdir(), 'mailglass-findings-'));
chmodSync(folder, 0o755);
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
// Where it cannot be had, that is told, and Debian's Exim is the only one.
const built = opensslExim(CACHE);
const exim = built && placedExim(join(folder, 'openssl'), built, []).path;
const cases = everyCase.filter(({ library }) => library !== 'OpenSSL' || exim);

/** A check waits more than it works. */
const AT_ONCE = 12;

/** The report of each case's domain. */
async function reports(fixed) {
  const lab = await startLab({ name: `findings-${fixed ? 'fixed' : 'broken'}`, scenarios: cases.map((one, i) => scenarioOf(one, i, fixed, exim)), dnsAddress: '127.25.7.1' });
  try {
    const found = new Map();
    const todo = [...cases.entries()];
    const worker = async () => {
      for (let next = todo.shift(); next; next = todo.shift()) {
        const [i, one] = next;
        const checked = await mailglass('check', `case${i}.test`, '--config', lab.relayConfig, '--roots', lab.roots, '--json', '--depth', one.explored ? 'standard' : 'headline');
        assert.ok([0, 1, 2, 3].includes(checked.code), checked.stderr);
        found.set(one, JSON.parse(checked.stdout));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    return found;
  } finally {
    await lab.stop();
  }
}

const named = ({ code, product, library, certificate }) => [code, product, library, certificate].filter(Boolean).join(', ');
const codes = (report) => report.findings.map(({ code }) => code);

describe('with the lines of the table, the finding goes away', () => {
  let broken, fixed;
  before(async () => {
    broken = await reports(false);
    fixed = await reports(true);
  });

  for (const one of cases) {
    test(named(one), () => {
      const before = codes(broken.get(one));
      const report = fixed.get(one);
      const now = codes(report);
      const all = [one.code, ...(one.beside ?? [])];
      assert.deepEqual(all.filter((code) => !before.includes(code)), [], `before: ${before}`);
      assert.deepEqual(all.filter((code) => now.includes(code)), [], `still there: ${now}`);
      assert.equal(report.verdict.word, 'yes', report.verdict.sentence.text);
      if (one.protects) assert.equal(report.axes.active.state, 'protected', report.axes.active.sentence.text);
    });
  }
});
