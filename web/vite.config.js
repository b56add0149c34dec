import { readFileSync } from 'node:fs';
import { defineConfig } from 'vite';

/** A language is a chunk of its own, loaded when it is wanted, and so is what it has for the depths and for /embed; so is all of the element that there is to see, what helps against findings, and what is shown of protection. */
const chunkFileNames = ({ facadeModuleId, moduleIds }) =>
  /\.(?:depths|embed)\.js$/.test(facadeModuleId ?? '')
    ? `${facadeModuleId.replace(/^.*\/(\w+)\.(\w+)\.js$/, '$2-$1')}-[hash].js`
    : facadeModuleId?.includes('/generated/')
      ? 'words-[name]-[hash].js'
      : /\/(fixes|protection)\/\1\.ts$/.test(facadeModuleId ?? '')
        ? `${/(\w+)\.ts$/.exec(facadeModuleId)[1]}-[hash].js`
        : moduleIds.some((id) => id.endsWith('/element/view.ts'))
          ? 'view-[hash].js'
          : 'shared-[hash].js';
const read = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));

// Entries with stable names: embedding sites write 'mailglass.js' into their pages, and it looks for 'worker.js' beside itself. 'embed.js' is of the page /embed; it takes 'mailglass.js' in, so that what both need is there once.
// index.html is not an entry: the page is that same element, so scripts/finish.mjs only copies it.
export default defineConfig({
  publicDir: 'public',
  define: { __VERSION__: JSON.stringify(read('package.json').version) },
  build: {
    target: 'es2022',
    modulePreload: false,
    rollupOptions: {
      input: { mailglass: 'src/element/define.ts', worker: 'src/worker/main.ts', embed: 'src/embed/main.ts' },
      output: { entryFileNames: '[name].js', chunkFileNames },
      preserveEntrySignatures: 'allow-extension',
    },
    // Sizes are checked after compression, in finish.mjs.
    reportCompressedSize: false,
  },
});
