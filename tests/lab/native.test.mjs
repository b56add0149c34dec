// Every domain of the lab, checked by the command line through the real relay: no wrong fact, each within its deadline.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { differences } from './expectation.mjs';
import { startLab } from './lab.mjs';
import { startRelay } from './relay.mjs';
import { scenarios } from './scenarios.mjs';

const programs = resolve(process.env.MAILGLASS_PROGRAMS ?? 'build/release');
const mailglass = (...args) => new Promise((done) => {
  execFile(join(programs, 'relay/cli/mailglass'), args, { maxBuffer: 1 << 26 }, (error, stdout, stderr) => done({ code: error ? error.code : 0, stdout, stderr }));
});

describe('the lab, natively', { concurrency: 8 }, () => {
  let lab, relay;
  const folder = mkdtempSync(join(tmpdir(), 'mailglass-native-'));
  before(async () => {
    lab = await startLab();
    relay = await startRelay(programs, lab.relayConfig);
  });
  after(async () => {
    relay?.stop();
    await lab?.stop();
  });

  for (const scenario of scenarios) {
    test(`${scenario.domain}: ${scenario.about}`, async () => {
      const evidence = join(folder, `${scenario.domain}.json`);
      const started = Date.now();
      const checked = await mailglass('check', scenario.domain, '--relay', `ws://127.0.0.1:${relay.port}/ws`, '--roots', lab.roots, '--json', '--depth', 'headline', '--evidence', evidence);
      const seconds = (Date.now() - started) / 1000;
      assert.ok([0, 1, 2, 3].includes(checked.code), checked.stderr);
      const report = JSON.parse(checked.stdout);
      assert.deepEqual(differences(report, scenario), [], `${report.verdict.sentence}\n${checked.stderr}`);
      assert.ok(seconds <= scenario.deadline_s, `took ${seconds} s`);
      const again = await mailglass('replay', evidence, '--roots', lab.roots, '--json');
      assert.equal(again.stdout, checked.stdout, 'the saved evidence runs again to the same report');
      assert.ok(readFileSync(evidence).length > 0);
    });
  }
});
