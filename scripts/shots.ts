/**
 * npm run shots: docs/shots/*.png, each view of the recorded incident and of others, as the program that was built draws them.
 * Needs Chromium and pngquant; Inter and JetBrains Mono, where they are installed, are what the page asks for first.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { openBrowser } from '../test/support/browser.ts';
import { SERVED_SHOTS, takeServedShots } from './served-shots.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FOLDER = join(ROOT, 'docs', 'shots');
const MOST_BYTES = 300_000;
const LEAK = 'examples/kill-wait-18.09.2.tar.gz';
const LEAKING = ['test/cases/healthy-18.09.2.tar.gz', LEAK] as const;
const VERSIONS = ['test/cases/cured-18.09.2.tar.gz', 'test/cases/undeletable-20.10.24.tar.gz'] as const;

interface Shot {
  readonly name: string;
  /** A recorded case, or two to be compared. */
  readonly source: string | readonly [string, string];
  readonly view: string;
  readonly theme: 'light' | 'dark';
  readonly width: number;
  readonly height: number;
  /** Pressed before the picture is taken. */
  readonly press?: readonly string[];
}

const SHOTS: readonly Shot[] = [
  { name: 'story', source: LEAK, view: 'story', theme: 'light', width: 1280, height: 800 },
  { name: 'story-dark', source: LEAK, view: 'story', theme: 'dark', width: 1280, height: 800 },
  {
    name: 'story-evidence',
    source: LEAK,
    view: 'story',
    theme: 'light',
    width: 1280,
    height: 1500,
    press: ['.station >> nth=6'],
  },
  { name: 'story-narrow', source: LEAK, view: 'story', theme: 'light', width: 390, height: 1240 },
  {
    name: 'two-causes',
    source: 'test/cases/inspect-lock-18.09.2.tar.gz',
    view: 'story',
    theme: 'light',
    width: 1280,
    height: 1000,
  },
  {
    name: 'healthy',
    source: 'test/cases/healthy-18.09.2.tar.gz',
    view: 'story',
    theme: 'light',
    width: 1280,
    height: 760,
  },
  { name: 'goroutines', source: LEAK, view: 'goroutines', theme: 'light', width: 1280, height: 1180 },
  {
    name: 'sockets',
    source: 'test/cases/client-leak-20.10.24.tar.gz',
    view: 'sockets',
    theme: 'light',
    width: 1280,
    height: 760,
  },
  { name: 'heap-dark', source: LEAK, view: 'heap', theme: 'dark', width: 1280, height: 860 },
  { name: 'tasks', source: LEAK, view: 'tasks', theme: 'light', width: 1280, height: 860 },
  { name: 'logs', source: LEAK, view: 'logs', theme: 'light', width: 1280, height: 800 },
  { name: 'comparison', source: LEAKING, view: 'overview', theme: 'light', width: 1280, height: 1190 },
  {
    name: 'comparison-tree',
    source: VERSIONS,
    view: 'goroutines',
    theme: 'light',
    width: 1280,
    height: 1100,
  },
  { name: 'comparison-dark', source: LEAKING, view: 'goroutines', theme: 'dark', width: 1280, height: 1000 },
  { name: 'causes-dark', source: LEAK, view: 'causes', theme: 'dark', width: 1280, height: 800 },
];

/** `npm run shots -- NAME…`: only those. */
const wanted = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'deadwait-shots-'));
const browser = await openBrowser();
try {
  mkdirSync(FOLDER, { recursive: true });
  const pages = new Map<string, string>();
  for (const shot of SHOTS) {
    if (wanted.length > 0 && !wanted.includes(shot.name)) continue;
    const key = String(shot.source);
    const page = pages.get(key) ?? write(shot.source, join(folder, `${pages.size}.html`));
    pages.set(key, page);
    await take(browser, shot, page);
  }
  const served = SERVED_SHOTS.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
  if (served.length > 0) await takeServedShots(browser, served, save);
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}

function write(source: Shot['source'], path: string): string {
  const args = typeof source === 'string' ? ['--case', source] : ['compare', ...source];
  run(process.execPath, ['bin/deadwait.js', ...args, '--output', 'html', '--force', '-o', path], [0, 1, 3]);
  return path;
}

async function take(
  browser: Browser,
  { name, view, theme, width, height, press = [] }: Shot,
  page: string,
): Promise<void> {
  const tab = await browser.newPage({
    viewport: { width, height },
    colorScheme: theme,
    deviceScaleFactor: 2,
  });
  await tab.goto(`file://${page}#${view}`);
  await tab.waitForSelector('main h1');
  for (const selector of press) await tab.click(selector);
  await save(tab, name);
  await tab.close();
}

async function save(page: Page, name: string): Promise<void> {
  const path = join(FOLDER, `${name}.png`);
  await page.screenshot({ path });
  run(
    'pngquant',
    ['--force', '--skip-if-larger', '--strip', '--speed', '1', '--output', path, '96', path],
    [0, 98],
  );
  const { size } = statSync(path);
  if (size > MOST_BYTES) throw new Error(`${path} has ${size} bytes, which is more than ${MOST_BYTES}`);
  process.stdout.write(`${name}.png ${Math.round(size / 1000)} kB\n`);
}

function run(command: string, args: readonly string[], fine: readonly number[]): void {
  const { status, error, stderr } = spawnSync(command, args, { cwd: ROOT, encoding: 'utf8' });
  if (error !== undefined || status === null || !fine.includes(status))
    throw new Error(`${command} failed: ${error?.message ?? stderr}`);
}
