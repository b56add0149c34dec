// After Vite: puts page, analyzer and element side by side in dist/, compresses them, and holds them to their sizes.
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { catalogues, directionOf, plainTexts } from './words.mjs';

const web = fileURLToPath(new URL('..', import.meta.url));
const dist = join(web, 'dist');
const analyzer = process.env.MAILGLASS_WASM_DIR ?? join(web, '../build/wasm/wasm/binding');

/** What is read of /embed by whoever runs no script of it: its title and description in English, and in every language that it needs one. */
function withWords(html) {
  const escaped = (text) => text.replace(/[&<>"]/g, (mark) => `&#${mark.codePointAt(0)};`);
  const all = catalogues().map(([language, messages]) => [language, plainTexts(messages, /^embed\./)]);
  const [[, english]] = all;
  return html
    .replace(/(<title data-say="([^"]+)">)/, (whole, _, id) => whole + escaped(english[id]))
    .replace(/data-say-content="([^"]+)"/, (whole, id) => `${whole} content="${escaped(english[id])}"`)
    .replace(/<noscript data-say="([^"]+)">/, (_, id) => `<noscript>${all.map(([language, texts]) => `<p lang="${language}" dir="${directionOf(language)}">${escaped(texts[id])}</p>`).join('')}`);
}

// Mailglass's own page wants at once what others load when the element is about to be seen.
const view = readdirSync(dist).find((name) => /^view-.*\.js$/.test(name));
if (!view) throw new Error('the part of the element that is loaded later is missing');
const page = readFileSync(join(web, 'index.html'), 'utf8');
const preload = `<link rel="modulepreload" href="${view}" />\n    <script type="module" src="mailglass.js">`;
if (!page.includes('<script type="module" src="mailglass.js">')) throw new Error('index.html does not load mailglass.js');
writeFileSync(join(dist, 'index.html'), page.replace('<script type="module" src="mailglass.js">', preload));
writeFileSync(join(dist, 'embed.html'), withWords(readFileSync(join(web, 'embed.html'), 'utf8')));
for (const name of ['document.css', 'page.css', 'icon.svg', 'favicon.ico', 'card.png', 'robots.txt', 'anchors.txt', 'mailglass.webmanifest', 'mailglass.d.ts', 'rehearsal.json'])
  copyFileSync(join(web, name), join(dist, name));
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

const PAGE = 70_000; // with the words of one language, the longest: a visitor gets no other
// What comes later, by the beginnings of names.
const LATER = {
  'rehearsal.': 8_000, // what the Worker practises on while nobody waits
  'depths-': 20_000, // the words of one language that come behind the answer
  'fixes-': 8_000, // what helps against findings, when somebody asks
  'protection-': 8_000, // senders and signatures, when somebody opens them
  'embed-': 2_000, // the words of the page /embed in one language
};
const UNUSED = 30_000; // what a page loads for an element that nobody comes to
const ELSEWHERE = /^(?:embed\.|document\.css|card\.png|favicon\.ico|robots\.txt|mailglass\.(?:webmanifest|d\.ts))/; // not of the page itself
const WORDS = /^words-([a-z]+)-.*\.js$/;
const wasm = sizes['analyzer.wasm'];
const ofPage = Object.entries(sizes).filter(([name]) => name !== 'analyzer.wasm' && !ELSEWHERE.test(name) && !Object.keys(LATER).some((begins) => name.startsWith(begins)));
const languages = ofPage.filter(([name]) => WORDS.test(name)).sort(([, a], [, b]) => b - a);
if (languages.length === 0) throw new Error('the words are missing');
// A language is loaded beside what there is to see: what it needs is there already.
for (const [name] of languages) if (/\bimport\b/.test(readFileSync(join(dist, name), 'utf8').slice(0, 200))) throw new Error(`${name} waits for another script`);
const whole = ofPage.filter(([name]) => !WORDS.test(name)).reduce((sum, [, size]) => sum + size, 0) + languages[0][1];
const unused = readFileSync(join(dist, 'mailglass.js')).length;
console.log(
  `page and scripts ${whole} bytes, with the longest language (${languages.map(([name, size]) => `${WORDS.exec(name)[1]} ${size}`).join(', ')}), analyzer ${wasm} bytes (brotli); an element out of sight ${unused} bytes`,
);
if (whole > PAGE) throw new Error(`page and scripts are larger than ${PAGE} bytes`);
for (const [begins, most] of Object.entries(LATER))
  for (const [name, size] of Object.entries(sizes)) if (name.startsWith(begins) && size > most) throw new Error(`${name} is larger than ${most} bytes`);
if (unused > UNUSED) throw new Error(`mailglass.js is larger than ${UNUSED} bytes`);
if (wasm > 640_000) throw new Error('the analyzer is larger than 640,000 bytes');
