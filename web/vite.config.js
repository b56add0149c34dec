import { defineConfig } from 'vite';

/** A language is a chunk of its own, loaded when it is wanted. */
const chunkFileNames = ({ facadeModuleId }) => (facadeModuleId?.includes('/generated/') ? 'words-[name]-[hash].js' : 'shared-[hash].js');

// Two entries with stable names: embedding sites write 'mailglass.js' into their pages, and it looks for 'worker.js' beside itself.
// index.html is not an entry: the page is that same element, so scripts/finish.mjs only copies it.
export default defineConfig({
  publicDir: 'public',
  build: {
    target: 'es2022',
    modulePreload: false,
    rollupOptions: {
      input: { mailglass: 'src/mail-glass.ts', worker: 'src/worker/main.ts' },
      output: { entryFileNames: '[name].js', chunkFileNames },
      preserveEntrySignatures: 'strict',
    },
    // Sizes are checked after compression, in finish.mjs.
    reportCompressedSize: false,
  },
});
