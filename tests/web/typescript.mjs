// Loads modules of web/ into Node.js as the build would: bundled by esbuild, which Vite brings.
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

import { generate as generateFixes } from '../../web/scripts/fixes.mjs';
import { generate } from '../../web/scripts/words.mjs';

const web = fileURLToPath(new URL('../../web/', import.meta.url));
const vite = createRequire(createRequire(`${web}package.json`).resolve('vite'));
const { buildSync } = vite('esbuild');
generate();
generateFixes();

/** A script that may import modules of web/ by their paths there, as one text. */
export function bundle(contents, platform = 'browser') {
  const stdin = { contents, resolveDir: web, loader: 'ts' };
  // For Node.js Lit has a build that does without a document until something is drawn.
  const { outputFiles } = buildSync({ absWorkingDir: web, stdin, bundle: true, platform, format: 'esm', target: 'es2022', write: false });
  return outputFiles[0].text;
}

// What is loaded speaks this.
const ENGLISH = `import { use } from './src/words/say';
import { voiceOf } from './src/words/voice';
const english = await voiceOf('en');
await english.deepen();
use(english);
`;

/** paths: below web/. Those that are loaded together know each other, and speak English from the beginning. */
export function load(...paths) {
  const text = bundle(ENGLISH + paths.map((path) => `export * from './${path}';`).join('\n'), 'node');
  return import(`data:text/javascript;base64,${Buffer.from(text).toString('base64')}`);
}
