import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium, openBrowser } from '../support/browser.ts';
import { startServer } from '../support/start-server.ts';
import { barriers } from './barriers.ts';
import { overflow } from './open-report.ts';
import { closeServed, hostLine, openCase, openServed } from './open-server.ts';

const CASES = 'test/cases';
const HEALTHY = 'healthy-18.09.2.tar.gz';
const TOKEN = 'a-token-for-this-test';

const isMissing = findChromium() === undefined && process.env['DEADWAIT_BROWSER'] !== 'required';

let browser: Browser;

describe.skipIf(isMissing)('the served page and its server', () => {
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
  });

  test('keep what is shown and what is to be sent while the server is away', async () => {
    const server = await startServer(CASES, '--no-live');
    const open = await openServed(browser, server);
    const { page } = open;
    await openCase(page, HEALTHY);
    await server.stop();
    await page.click('nav a[href$="/goroutines"]');
    await page.waitForSelector('.icicle');
    await page.click('.crumbs a:has-text("All hosts")');
    await page.setInputFiles('input[type=file]', join('examples', 'kill-wait-18.09.2.tar.gz'));
    await page.waitForSelector('.banner');
    expect(await hostLine(page, HEALTHY).count()).toBe(1);
    expect(await page.textContent('.tray')).toContain('waits for the server');
    const again = await startServer(CASES, '--no-live', '--port', String(server.port));
    await page.waitForSelector('main .badge.leak');
    expect(await page.locator('.banner').count()).toBe(0);
    expect(await page.textContent('.crumbs')).toContain('kill-wait');
    await closeServed(open);
    await again.stop();
  });

  test('ask for the token, and say where it is', async () => {
    const server = await startServer(CASES, '--no-live', '--token', TOKEN);
    const open = await openServed(browser, server);
    const { page } = open;
    expect(page.url()).not.toContain(TOKEN);
    await openCase(page, HEALTHY);
    await page.context().clearCookies();
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await page.waitForSelector('.banner');
    expect(await page.textContent('.banner')).toContain('?token=');
    expect(await page.locator('main .badge').count()).toBe(1);
    expect([await overflow(page), await barriers(page)]).toEqual([0, []]);
    const other = await page.context().newPage();
    await other.goto(server.url);
    await other.close();
    await page.click('text=Ask now');
    await page.waitForSelector('.banner', { state: 'detached' });
    await closeServed(open);
    await server.stop();
  });

  test('examine this host when they are told to', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'dw-serve-'));
    const server = await startServer(empty);
    const open = await openServed(browser, server);
    const { page, complaints } = open;
    expect(await page.textContent('.this-host')).toContain('not examined');
    await page.click('text=Examine now');
    await page.waitForSelector('.this-host .note');
    expect(await page.textContent('.this-host .note')).toMatch(/^examined \d{4}-/);
    await page.click('text=Open the report');
    await page.waitForSelector('main .badge');
    await page.click('text=Examine again');
    await page.waitForSelector('button:has-text("Examine again"):not([disabled])');
    expect(complaints).toEqual([]);
    await closeServed(open);
    await server.stop();
    rmSync(empty, { recursive: true });
  });
});
