// web/mailglass.d.ts, the types for pages that embed the element: they are the element's own, and make a page's script and JSX know it.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const web = fileURLToPath(new URL('../../web/', import.meta.url));
const ts = createRequire(`${web}package.json`)('typescript');
const OPTIONS = { strict: true, noEmit: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'], types: [], jsx: ts.JsxEmit.Preserve };

/** What the compiler has to say of this source, which stands in web/. */
function complaints(name, text) {
  const file = join(web, name);
  const host = ts.createCompilerHost(OPTIONS);
  const { getSourceFile, fileExists } = host;
  host.getSourceFile = (path, ...rest) => (path === file ? ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true) : getSourceFile.call(host, path, ...rest));
  host.fileExists = (path) => path === file || fileExists.call(host, path);
  return ts.getPreEmitDiagnostics(ts.createProgram([file], OPTIONS, host)).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}
const embedding = (name, text) => complaints(name, `import './mailglass';\n${text}`);

describe('a page that embeds the element', () => {
  test('knows the tag, its properties, its method and its events', () => {
    assert.deepEqual(embedding('page.ts', `
      const element = document.querySelector('mail-glass')!;
      element.compact = true;
      element.theme = 'dark';
      const word: 'yes' | 'partly' | 'no' | 'unknown' = (await element.check('example.org')).word;
      element.addEventListener('mailglass-progress', ({ detail }) => console.log(detail.connections + detail.addresses, word));
      document.addEventListener('mailglass-error', ({ detail }) => console.log(detail.reason, detail.message));
      export {};`), []);
  });

  test('knows it in JSX', () => {
    assert.deepEqual(embedding('page.tsx', `export const page = <mail-glass domain="example.org" lang="fr" theme="dark" compact />;`), []);
  });

  test('is told of what there is not', () => {
    assert.equal(embedding('page.tsx', `export const page = <mail-glass theme="pink" />;`).length, 1);
    assert.equal(embedding('page.ts', `document.querySelector('mail-glass')!.stop();`).length, 1);
  });
});

test("the types are the element's own", () => {
  assert.deepEqual(complaints('same.ts', `
    import type * as outside from './mailglass';
    import type { MailGlass } from './src/element/mail-glass';
    import type { MailGlassEvents } from './src/element/events';
    type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;
    declare const element: MailGlass;
    export const fits: Omit<outside.MailGlass, keyof HTMLElement> = element;
    export const same: Same<MailGlassEvents, { [K in keyof outside.MailGlassEventMap]: outside.MailGlassEventMap[K]['detail'] }> = true;`).filter((text) => !/__VERSION__|generated\//.test(text)), []);
});
