/**
 * npm run page-figures: how heavy the page is and how soon it is there: bytes of the script, and for the recorded incident,
 * for its cure, and for cases that are named, bytes of the page, first content, and until all is drawn. `BEFORE,AFTER` names two to
 * be compared.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { openBrowser } from '../test/support/browser.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const RUNS = 5;
const LEAK = 'examples/kill-wait-18.09.2.tar.gz';
const CURED = `${LEAK},test/cases/cured-18.09.2.tar.gz`;

for (const name of ['page.js', 'page.css']) {
  const bytes = readFileSync(join(ROOT, 'dist', 'ui', name));
  say(name, `${kilobytes(bytes.length)}, ${kilobytes(gzipSync(bytes).length)} gzip`);
}

const folder = mkdtempSync(join(tmpdir(), 'deadwait-figures-'));
const browser = await openBrowser();
try {
  for (const source of [LEAK, CURED, ...process.argv.slice(2)]) {
    const pair = source.split(',');
    const isPair = pair.length === 2;
    const page = join(folder, 'page.html');
    const began = performance.now();
    const args = isPair ? ['compare', ...pair] : ['--case', source];
    spawnSync(process.execPath, ['bin/deadwait.js', ...args, '--output', 'html', '--force', '-o', page], {
      cwd: ROOT,
    });
    say(
      pair.map((path) => basename(path, '.tar.gz')).join(' → '),
      `${kilobytes(statSync(page).size)}, written in ${milliseconds(performance.now() - began)}`,
    );
    for (const view of [isPair ? 'overview' : 'story', 'goroutines', 'heap'])
      await measure(browser, page, view);
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}

/** The middle of some runs, each in a window of its own; the first one warms the browser up, and does not count. */
async function measure(browser: Browser, page: string, view: string): Promise<void> {
  const runs: { first: number; drawn: number }[] = [];
  for (let run = 0; run <= RUNS; run++) {
    const tab = await browser.newPage();
    await tab.goto(`file://${page}#${view}`);
    await tab.waitForSelector('main h1');
    runs.push(
      await tab.evaluate<{ first: number; drawn: number }>(
        `new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done({
          first: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? performance.now(),
          drawn: performance.now(),
        }))))`,
      ),
    );
    await tab.close();
  }
  runs.shift();
  const [first, drawn] = [middle(runs.map((run) => run.first)), middle(runs.map((run) => run.drawn))];
  say(`  ${view}`, `first content after ${milliseconds(first)}, drawn after ${milliseconds(drawn)}`);
}

function middle(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function say(what: string, figures: string): void {
  process.stdout.write(`${what.padEnd(34)} ${figures}\n`);
}

function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1000)} kB`;
}

function milliseconds(ms: number): string {
  return `${Math.round(ms)} ms`;
}
