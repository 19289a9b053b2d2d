import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium, openBrowser } from '../support/browser.ts';
import { reportOf } from '../support/report-of.ts';
import { barriers, focused } from './barriers.ts';
import { openReport, overflow, showView, VIEWS, writeReport, type OpenPage } from './open-report.ts';

const CASES = [
  ['a leak', 'examples/kill-wait-18.09.2.tar.gz'],
  ['two causes', 'test/cases/inspect-lock-18.09.2.tar.gz'],
  ['a healthy host', 'test/cases/healthy-18.09.2.tar.gz'],
] as const;
const THEMES = ['light', 'dark'] as const;
const WIDTHS = [360, 1024, 2560];

const isMissing = findChromium() === undefined && process.env['DEADWAIT_BROWSER'] !== 'required';
if (isMissing) process.stderr.write('skipped the report in a browser: there is no Chromium\n');

let folder = '';
let browser: Browser;
const addresses = new Map<string, string>();

describe.skipIf(isMissing)('the report in a browser', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'dw-page-'));
    browser = await openBrowser();
    for (const [name, path] of CASES)
      addresses.set(name, await writeReport(folder, name.replaceAll(' ', '-'), await reportOf(path)));
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const open = (name: string): Promise<OpenPage> => openReport(browser, addresses.get(name) ?? '', 1280);

  describe.each(CASES)('of %s', (name) => {
    test('fits at every width, light and dark, asks nothing of any network, and breaks no rule of its policy', async () => {
      const { page, complaints } = await open(name);
      for (const view of VIEWS) {
        if (!(await showView(page, view))) continue;
        for (const width of WIDTHS) {
          await page.setViewportSize({ width, height: 900 });
          for (const colorScheme of THEMES) {
            await page.emulateMedia({ colorScheme });
            expect([view, width, colorScheme, await overflow(page)]).toEqual([view, width, colorScheme, 0]);
          }
        }
      }
      expect(complaints).toEqual([]);
      await page.close();
    });

    test('has no serious barrier, and enough contrast in light and dark', async () => {
      const { page } = await open(name);
      for (const view of VIEWS) {
        if (!(await showView(page, view))) continue;
        await page.emulateMedia({ colorScheme: 'light' });
        expect([view, await barriers(page)]).toEqual([view, []]);
        await page.emulateMedia({ colorScheme: 'dark' });
        expect([view, 'dark', await barriers(page, ['color-contrast'])]).toEqual([view, 'dark', []]);
      }
      await page.close();
    });
  });

  test('is worked by keyboard: tabs, stations, their evidence, the tree', async () => {
    const { page, complaints } = await open('a leak');
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('Skip to the report');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await focused(page)).toContain('kubelet');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.panel .evidence blockquote');
    expect(await page.getAttribute('.station:focus', 'aria-expanded')).toBe('true');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.panel', { state: 'detached' });

    await page.focus('nav a[href="#goroutines"]');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.icicle');
    await page.focus('.icicle [tabindex="0"]');
    await page.keyboard.press('ArrowDown');
    expect(await focused(page)).toContain('http.(*conn).serve');
    await page.keyboard.press('ArrowRight');
    expect(await focused(page)).toContain('container.(*State).Wait.func1');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.icicle [aria-selected="true"]');
    expect(await page.textContent('.stack h2')).toContain('container.(*State).Wait.func1');
    expect(await focused(page)).toContain('container.(*State).Wait.func1');
    await page.keyboard.press('Escape');
    await page.waitForSelector('.icicle [aria-selected="true"]', { state: 'detached' });
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('links frames to the source of the version that runs', async () => {
    const { page } = await open('a leak');
    await showView(page, 'goroutines');
    expect(await page.getAttribute('.frames a', 'href')).toBe(
      'https://github.com/docker/docker-ce/blob/v18.09.2/components/engine/daemon/kill.go#L162',
    );
    await page.close();
  });

  test('finds functions by their name, and says how many goroutines', async () => {
    const { page } = await open('a leak');
    await showView(page, 'goroutines');
    await page.fill('input[type=search]', 'containerstop');
    await page.waitForSelector('.node.found');
    expect(await page.textContent('.search span')).toContain('1500');
    await page.close();
  });

  test('keeps the theme that was chosen', async () => {
    const { page } = await open('a healthy host');
    const paper = (): Promise<string> =>
      page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const light = await paper();
    await page.click('.theme');
    expect(await paper()).toBe(light);
    await page.click('.theme');
    expect(await paper()).not.toBe(light);
    await page.close();
  });
});
