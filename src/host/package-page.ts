/** The page that comes with the program, as vite built it: dist/ui, whether deadwait runs built or from its sources. */
import { readFile } from 'node:fs/promises';

const BUILT = new URL('../ui/', import.meta.url);
const SOURCES = new URL('../../dist/ui/', import.meta.url);

/** Its script and its style sheet; rejects when the page is not built. */
export async function readPackagePage(): Promise<{ readonly script: string; readonly style: string }> {
  const folder = import.meta.url.endsWith('.js') ? BUILT : SOURCES;
  const [script, style] = await Promise.all(
    ['page.js', 'page.css'].map((name) => readFile(new URL(name, folder), 'utf8')),
  );
  return { script: script ?? '', style: style ?? '' };
}
