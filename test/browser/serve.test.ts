import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium, openBrowser } from '../support/browser.ts';
import { startServer, type RunningServer } from '../support/start-server.ts';
import { barriers, focused } from './barriers.ts';
import { overflow, VIEWS } from './open-report.ts';
import { closeServed, hostLine, openCase, openServed } from './open-server.ts';

const LEAK = 'examples/kill-wait-18.09.2.tar.gz';
const HEALTHY = 'test/cases/healthy-18.09.2.tar.gz';
const CURED = 'test/cases/cured-18.09.2.tar.gz';
const WIDTHS = [360, 1280] as const;
const THEMES = ['light', 'dark'] as const;

const isMissing = findChromium() === undefined && process.env['DEADWAIT_BROWSER'] !== 'required';

let folder = '';
let browser: Browser;
let server: RunningServer;

describe.skipIf(isMissing)('the served page', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'dw-serve-'));
    for (const path of [LEAK, HEALTHY, CURED]) cpSync(path, join(folder, basename(path)));
    browser = await openBrowser();
    server = await startServer(folder, '--no-live');
  });
  afterAll(async () => {
    await server?.stop();
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('lists the cases, examines none unasked, and all when it is told to', async () => {
    const open = await openServed(browser, server);
    const { page, complaints } = open;
    expect(await page.locator('.host').count()).toBe(3);
    expect(await page.locator('.host .verdict-mark.new').count()).toBe(3);
    await page.click('text=Examine all');
    await page.waitForFunction(() => document.querySelectorAll('.verdict-mark.new, .examining').length === 0);
    expect(await names(page)).toEqual([basename(LEAK), basename(CURED), basename(HEALTHY)]);
    expect(await hostLine(page, basename(LEAK)).textContent()).toContain('3 unkillable containers');
    await page.click('.choice button:has-text("name")');
    expect(await names(page)).toEqual([basename(CURED), basename(HEALTHY), basename(LEAK)]);
    await page.fill('input[type=search]', 'unkillable');
    expect(await names(page)).toEqual([basename(LEAK)]);
    expect(complaints).toEqual([]);
    await closeServed(open);
  });

  test('opens every view of a case at an address of its own, and leads back to where one was', async () => {
    const open = await openServed(browser, server);
    const { page, complaints } = open;
    await openCase(page, basename(LEAK));
    expect(await page.title()).toBe(`${basename(LEAK)} · deadwait`);
    const base = page.url().replace(/story$/, '');
    for (const view of VIEWS) {
      await page.click(`nav a[href$="/${view}"]`);
      await page.waitForSelector(`nav a[href$="/${view}"][aria-current]`);
      expect(page.url()).toBe(base + view);
      expect(await overflow(page)).toBe(0);
    }
    await page.goto(`${base}heap`);
    await page.reload();
    await page.waitForSelector('main[aria-label="Heap"]');
    expect(await page.textContent('.foot')).not.toContain('asks nothing of any network');
    await page.click('.crumbs a:has-text("All hosts")');
    await page.waitForSelector('.host');
    expect(await focused(page)).toBe(basename(LEAK));
    expect(complaints).toEqual([]);
    await closeServed(open);
  });

  test('gives the report as a file that opens from disk', async () => {
    const open = await openServed(browser, server);
    const { page, complaints } = open;
    await openCase(page, basename(LEAK));
    const coming = page.waitForEvent('download');
    await page.click('text=Download report');
    const path = join(folder, '..', `${basename(folder)}.html`);
    await (await coming).saveAs(path);
    const fromDisk = await browser.newPage();
    await fromDisk.goto(`file://${path}#heap`);
    await fromDisk.waitForSelector('main[aria-label="Heap"]');
    expect(await fromDisk.textContent('.foot')).toContain('asks nothing of any network');
    expect(await fromDisk.locator('.crumbs').count()).toBe(0);
    await fromDisk.close();
    rmSync(path);
    expect(complaints).toEqual([]);
    await closeServed(open);
  });

  test('compares two that are chosen in the list, and one with another', async () => {
    const open = await openServed(browser, server);
    const { page, complaints } = open;
    await hostLine(page, basename(HEALTHY)).locator('input').check();
    await hostLine(page, basename(LEAK)).locator('input').check();
    await page.click('text=Compare the two');
    await page.waitForSelector('nav a[href$="/overview"]');
    expect(await page.textContent('.crumbs')).toContain(basename(HEALTHY));
    await page.click('nav a[href$="/goroutines"]');
    await page.waitForSelector('nav a[href$="/goroutines"][aria-current]');
    expect(page.url()).toMatch(/#\/compare\/[a-z0-9-]+\/[a-z0-9-]+\/goroutines$/);
    const coming = page.waitForEvent('download');
    await page.click('text=Download comparison');
    const path = await (await coming).path();
    expect(readFileSync(path, 'utf8')).toContain('"schema":"deadwait/comparison-report/v1"');
    await page.click(`.crumbs a:has-text("${basename(LEAK)}")`);
    await page.waitForSelector('main .badge.leak');
    await page.click('text=Compare with');
    await hostLine(page, basename(CURED)).locator('.name').click();
    await page.waitForSelector('nav a[href$="/overview"]');
    expect(await page.textContent('main h1')).toContain('from 3');
    expect(complaints).toEqual([]);
    await closeServed(open);
  });

  test('is worked by keyboard from the list to a report and back', async () => {
    const open = await openServed(browser, server);
    const { page, complaints } = open;
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('Skip to the cases');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('cases');
    await page.keyboard.press('Tab');
    await page.keyboard.type('kill-wait');
    await page.waitForFunction(() => document.querySelectorAll('.host').length === 1);
    while ((await focused(page)) !== basename(LEAK)) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForSelector('main .badge');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('view');
    await page.keyboard.press('Shift+Tab');
    await page.focus('.crumbs a');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.host');
    expect(await focused(page)).toBe(basename(LEAK));
    expect(await page.inputValue('input[type=search]')).toBe('kill-wait');
    expect(complaints).toEqual([]);
    await closeServed(open);
  });

  test.each(WIDTHS)('fits, and has no serious barrier, light and dark, at %d pixels', async (width) => {
    const open = await openServed(browser, server, width);
    const { page, complaints } = open;
    const look = async (place: string): Promise<void> => {
      for (const colorScheme of THEMES) {
        await page.emulateMedia({ colorScheme });
        const seen = [place, colorScheme, await overflow(page), await barriers(page)];
        expect(seen).toEqual([place, colorScheme, 0, []]);
      }
    };
    await hostLine(page, basename(HEALTHY)).locator('input').check();
    await page.setInputFiles('input[type=file]', { name: 'x', mimeType: '', buffer: Buffer.from('nothing') });
    await page.waitForSelector('.tray .problem');
    await look('the list, with one chosen and one refused');
    await page.click('.tray button:has-text("Dismiss")');
    await openCase(page, basename(LEAK));
    await look('a report');
    await page.click('text=Compare with');
    await page.waitForSelector('h1:has-text("Compare")');
    await look('what it can be compared with');
    await page.goto(`${server.url}#/hosts/nobody/story`);
    await page.waitForSelector('[role=alert] .problem');
    await look('a host that is not there');
    expect(complaints.filter((complaint) => !/status of (?:404|415)/.test(complaint))).toEqual([]);
    await closeServed(open);
  });

  test('prints a report without what can only be pressed', async () => {
    const open = await openServed(browser, server);
    const { page } = open;
    await openCase(page, basename(LEAK));
    await page.emulateMedia({ media: 'print' });
    for (const selector of ['.bar-acts', '.crumbs a', '.top nav[aria-label="Views"]', '.theme'])
      expect([selector, await page.locator(selector).first().isVisible()]).toEqual([selector, false]);
    expect(await page.locator('.crumb').isVisible()).toBe(true);
    await closeServed(open);
  });
});

function names(page: Page): Promise<string[]> {
  return page.locator('.host .name').allTextContents();
}
