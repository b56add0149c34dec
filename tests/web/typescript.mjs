// Loads a module of web/ into Node.js as the build would: bundled by esbuild, which Vite brings.
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const web = fileURLToPath(new URL('../../web/', import.meta.url));
const vite = createRequire(createRequire(`${web}package.json`).resolve('vite'));
const { buildSync } = vite('esbuild');

/** path: below web/. */
export function load(path) {
  // For Node.js Lit has a build that does without a document until something is drawn.
  const { outputFiles } = buildSync({ absWorkingDir: web, entryPoints: [path], bundle: true, platform: 'node', format: 'esm', target: 'es2022', write: false });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}
