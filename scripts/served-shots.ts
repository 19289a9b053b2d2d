/** Pictures of the page that `deadwait serve` shows, over the recorded cases of this repository. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { startServer } from '../test/support/start-server.ts';

interface ServedShot {
  readonly name: string;
  readonly theme: 'light' | 'dark';
  readonly width: number;
  readonly height: number;
  /** What is done in the list before the picture is taken. */
  readonly act?: (page: Page) => Promise<void>;
}

const CASES = [
  'examples/kill-wait-18.09.2.tar.gz',
  'test/cases/healthy-18.09.2.tar.gz',
  'test/cases/cured-18.09.2.tar.gz',
  'test/cases/exec-probe-20.10.24.tar.gz',
  'test/cases/frozen-filesystem-20.10.24.tar.gz',
  'test/cases/undeletable-20.10.24.tar.gz',
  'test/cases/client-leak-20.10.24.tar.gz',
  'test/cases/inspect-lock-18.09.2.tar.gz',
] as const;

export const SERVED_SHOTS: readonly ServedShot[] = [
  {
    name: 'serve',
    theme: 'light',
    width: 1280,
    height: 1020,
    act: async (page) => {
      await page.locator('.choose', { hasText: 'healthy' }).click();
      await page.locator('.choose', { hasText: 'kill-wait' }).click();
      await page.mouse.move(0, 0);
    },
  },
  { name: 'serve-drop', theme: 'dark', width: 1280, height: 720, act: hangFileAbove },
  { name: 'serve-narrow', theme: 'light', width: 390, height: 1240 },
];

/** Serves the cases, has all of them examined, and hands over each page that is ready for its picture. */
export async function takeServedShots(
  browser: Browser,
  shots: readonly ServedShot[],
  save: (page: Page, name: string) => Promise<void>,
): Promise<void> {
  const folder = join(mkdtempSync(join(tmpdir(), 'deadwait-served-')), 'cases');
  for (const path of CASES) cpSync(path, join(folder, basename(path)));
  const server = await startServer(folder, '--no-live');
  try {
    for (const { name, theme, width, height, act } of shots) {
      const page = await browser.newPage({
        viewport: { width, height },
        colorScheme: theme,
        deviceScaleFactor: 2,
      });
      await page.goto(server.url);
      await page.waitForSelector('.host');
      const all = page.locator('button', { hasText: 'Examine all' });
      if ((await all.count()) > 0) {
        await all.click();
        await page.waitForSelector('.batch');
      }
      await page.waitForSelector('.batch', { state: 'detached' });
      // Where the folder lies says nothing to a reader.
      await page.evaluate("document.querySelector('#cases + .note code').textContent = 'cases'");
      await act?.(page);
      await save(page, name);
      await page.close();
    }
  } finally {
    await server.stop();
    rmSync(join(folder, '..'), { recursive: true });
  }
}

async function hangFileAbove(page: Page): Promise<void> {
  await page.evaluate(`{
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(['case'], 'node-17.tar.gz'));
    dispatchEvent(new DragEvent('dragenter', { dataTransfer }));
  }`);
  await page.waitForSelector('.drop-veil');
}
