// After Vite: puts page, analyzer and element side by side in dist/, compresses them, and holds them to their sizes.
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const web = fileURLToPath(new URL('..', import.meta.url));
const dist = join(web, 'dist');
const analyzer = process.env.MAILGLASS_WASM_DIR ?? join(web, '../build/wasm/wasm/binding');

for (const name of ['index.html', 'page.css', 'icon.svg', 'rehearsal.json']) copyFileSync(join(web, name), join(dist, name));
for (const name of ['analyzer.mjs', 'analyzer.wasm']) {
  if (!existsSync(join(analyzer, name))) throw new Error(`${name} is missing in ${analyzer}: build the analyzer for the browser first`);
  copyFileSync(join(analyzer, name), join(dist, name));
}

const sizes = {};
for (const name of readdirSync(dist)) {
  if (name.endsWith('.br') || name.endsWith('.gz')) continue;
  const bytes = readFileSync(join(dist, name));
  const small = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
  writeFileSync(join(dist, `${name}.br`), small);
  writeFileSync(join(dist, `${name}.gz`), gzipSync(bytes, { level: 9 }));
  sizes[name] = small.length;
}

const KB = 1024;
const PAGE = 70_000; // with one language: those of the others are chunks that a visitor does not get
const wasm = sizes['analyzer.wasm'];
const page = Object.entries(sizes).filter(([name]) => name !== 'analyzer.wasm' && !name.startsWith('words-')).reduce((sum, [, size]) => sum + size, 0);
console.log(`page and scripts ${page} bytes, analyzer ${wasm} bytes (brotli)`);
if (page > PAGE) throw new Error(`page and scripts are larger than ${PAGE} bytes`);
if (wasm > 640 * KB) throw new Error('the analyzer is larger than 640 KB');
