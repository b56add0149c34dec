// Saved evidence of real servers runs again to the same report, byte for byte: natively, in WebAssembly, and twice.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, test } from 'node:test';

import { differences } from '../lab/expectation.mjs';
import { scenarios } from '../lab/scenarios.mjs';
import { loadAnalyzer } from './wasm_analyzer.mjs';

const here = fileURLToPath(new URL('corpus/', import.meta.url));
const programs = resolve(process.env.MAILGLASS_PROGRAMS ?? 'build/release');
const analyzer = await loadAnalyzer(resolve(process.env.MAILGLASS_WASM_DIR ?? 'build/wasm/wasm/binding'));
const roots = join(here, 'roots.pem');
analyzer.roots(readFileSync(roots));
const folder = mkdtempSync(join(tmpdir(), 'mailglass-evidence-'));

describe('evidence', () => {
  for (const name of readdirSync(here).filter((n) => n.endsWith('.json.gz'))) {
    test(name, () => {
      const text = gunzipSync(readFileSync(join(here, name))).toString();
      const file = join(folder, name.replace('.gz', ''));
      writeFileSync(file, text);
      const native = () => spawnSync(join(programs, 'relay/cli/mailglass'), ['replay', file, '--roots', roots, '--json'], { encoding: 'utf8', maxBuffer: 1 << 26 }).stdout.trimEnd();
      const report = native();
      assert.ok(report.length > 1000);
      assert.equal(native(), report);
      assert.equal(analyzer.replay(text), report, 'WebAssembly says the same bytes');
      assert.equal(analyzer.replay(text), report);
      const scenario = scenarios.find((s) => s.domain === JSON.parse(text).domain);
      assert.deepEqual(differences(JSON.parse(report), scenario), []);
    });
  }

  const broken = { 'no JSON': 'hello', 'another format': '{"format":"x"}', 'no seed': '{"format":"mailglass-evidence/1","domain":"a.test"}', 'deeply nested': '['.repeat(100000) };
  for (const [what, text] of Object.entries(broken)) {
    test(`a file with ${what} is refused in words`, () => {
      const result = analyzer.tryReplay(text);
      assert.equal(result.ok, false);
      assert.ok(result.text.length > 5);
    });
  }
});
