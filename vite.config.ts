import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/** ui/ → dist/ui/page.js and page.css: one script and one style sheet, which the HTML report carries within it. */
export default defineConfig({
  root: fileURLToPath(new URL('ui', import.meta.url)),
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: fileURLToPath(new URL('dist/ui', import.meta.url)),
    emptyOutDir: true,
    target: ['chrome123', 'firefox121', 'safari17.5'],
    cssCodeSplit: false,
    modulePreload: false,
    reportCompressedSize: false,
    rollupOptions: {
      input: fileURLToPath(new URL('ui/main.tsx', import.meta.url)),
      output: { entryFileNames: 'page.js', assetFileNames: 'page[extname]', codeSplitting: false },
    },
  },
});
