// What the standards ask is counted rightly, and whatever is wrong is found: on small checkouts made up here.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, test } from 'node:test';

import { cited, count } from '../scripts/requirements.mjs';

const folder = mkdtempSync(join(tmpdir(), 'mailglass-requirements-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const STANDARD = 'RFC 9999';
const LINE = `${STANDARD}, section 3: 3 requirements; cited by code and by a test: 2; of others: 1; not done: 0`;

const requirements = () => [
  { section: '3.1', number: 1, binds: 'sender', says: 'Senders MUST look.' },
  { section: '3.1', number: 2, binds: 'sender', says: 'Senders MUST NOT guess.' },
  { section: '3.2', number: 1, binds: 'owner', says: 'Owners SHALL publish.', not_ours: 'It binds owners.' },
];
const whole = () => ({
  'docs/requirements/rfc9999.json': { rfc: 9999, sections: '3', doc: 'docs/it.md', requirements: requirements() },
  'docs/it.md': `Counts:\n${LINE}\n`,
  'wasm/part/it.cpp': `// ${STANDARD} 3.1 [1, 2]: it looks.\n`,
  'tests/unit/part/cases.json': `[{ "name": "${STANDARD} 3.1 [1]: it looks" }]\n`,
  'tests/unit/part/it_test.cpp': `// ${STANDARD} 3.1 [2].\n`,
});

let made = 0;
/** Counts a checkout with these files; `change` alters those of a whole one. */
function counted(change) {
  const files = whole();
  change(files);
  const root = join(folder, String(made++));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return count(root);
}
const wrong = (change) => counted(change).wrong;
const data = (files) => files['docs/requirements/rfc9999.json'].requirements;

describe('requirements of the standards', () => {
  test('each cited by code and by a test, or excepted, is right', () => {
    const { wrong: none, lines } = counted(() => {});
    assert.deepEqual(none, []);
    assert.deepEqual(lines, [LINE]);
  });

  const cases = [
    ['not cited by code', (files) => { files['wasm/part/it.cpp'] = `// ${STANDARD} 3.1 [2]: it looks.\n`; }, /3\.1 \[1\]: not cited by code, nor excepted/],
    ['not cited by a test', (files) => { files['tests/unit/part/cases.json'] = '[]'; }, /3\.1 \[1\]: not cited by a test, nor excepted/],
    ['cited nowhere', (files) => { for (const path of Object.keys(files)) if (/^(wasm|tests)/.test(path)) files[path] = ''; }, /3\.1 \[2\]: not cited by code or a test/],
    ['a number that there is not', (files) => { files['relay/it.cpp'] = `// ${STANDARD} 3.1 [3]\n`; }, /3\.1 \[3\]: there is no such requirement, and it is cited in relay\/it\.cpp/],
    ['a section that there is not', (files) => { files['cli/it.cpp'] = `// ${STANDARD} 3.1 [1], 4 [1]\n`; }, / 4 \[1\]: there is no such requirement/],
    ['a standard that there is not', (files) => { files['tests/it.mjs'] = `// ${'RFC'} 9998 3.1 [1]\n`; }, /RFC 9998 3\.1 \[1\]: there is no such requirement/],
    ['excepted and cited', (files) => { files['web/src/it.ts'] = `// ${STANDARD} 3.2 [1]\n`; }, /3\.2 \[1\]: excepted, and cited in web\/src\/it\.ts/],
    ['excepted without a reason', (files) => { data(files)[2].not_ours = ''; }, /3\.2 \[1\]: an exception without its reason/],
    ['excepted twice', (files) => { data(files)[2].not_done = 'not yet'; }, /3\.2 \[1\]: excepted twice/],
    ['numbers with a gap', (files) => { data(files)[1].number = 3; }, /3\.1 \[3\]: the numbers of a section/],
    ['a number twice', (files) => { data(files)[1].number = 1; }, /3\.1 \[1\]: the numbers of a section/],
    ['what is no requirement', (files) => { data(files)[0].says = 'Senders should look.'; }, /3\.1 \[1\]: no sentence with MUST/],
    ['nobody whom it binds', (files) => { delete data(files)[0].binds; }, /3\.1 \[1\]: it does not say whom it binds/],
    ['other counts in the documents', (files) => { files['docs/it.md'] = LINE.replace('test: 2', 'test: 3'); }, /docs\/it\.md lacks the line/],
    ['no document', (files) => { delete files['docs/it.md']; }, /docs\/it\.md lacks the line/],
    ['no requirements at all', (files) => { files['docs/requirements/rfc9999.json'].requirements = []; }, /no requirement stands in/],
  ];
  for (const [what, change, complaint] of cases) {
    test(`wrong: ${what}`, () => assert.ok(wrong(change).some((one) => complaint.test(one)), wrong(change).join('\n')));
  }

  test('what is not done is counted apart', () => {
    const { lines } = counted((files) => { Object.assign(data(files)[2], { not_ours: undefined, not_done: 'not yet' }); });
    assert.match(lines[0], /of others: 0; not done: 1$/);
  });

  test('a citation may be broken by the end of a line', () => {
    assert.deepEqual(cited(`  // so says ${STANDARD}\n  // 3.1 [1,\n  // 2], 3.2 [1]: it looks`), [`${STANDARD} 3.1 [1]`, `${STANDARD} 3.1 [2]`, `${STANDARD} 3.2 [1]`]);
    assert.deepEqual(cited(`/** ${STANDARD}\n * 3.1 [1] */`), [`${STANDARD} 3.1 [1]`]);
    assert.deepEqual(cited(`${STANDARD} 3.1: without a number`), []);
  });
});
