import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium, openBrowser } from '../support/browser.ts';
import { startServer, type RunningServer } from '../support/start-server.ts';
import { overflow } from './open-report.ts';
import { closeServed, hostLine, openCase, openServed } from './open-server.ts';

const HEALTHY = 'test/cases/healthy-18.09.2.tar.gz';
const DROPPED = 'test/cases/inspect-lock-18.09.2.tar.gz';
const WIDTHS = [360, 1280] as const;

const isMissing = findChromium() === undefined && process.env['DEADWAIT_BROWSER'] !== 'required';

let folder = '';
let browser: Browser;
let server: RunningServer;

describe.skipIf(isMissing)('what is given to the served page', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'dw-drop-'));
    cpSync(HEALTHY, join(folder, basename(HEALTHY)));
    browser = await openBrowser();
    server = await startServer(folder, '--no-live');
  });
  afterAll(async () => {
    await server?.stop();
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('takes a case that is dropped anywhere, opens it, and forgets it when it is removed', async () => {
    const open = await openServed(browser, server);
    const { page, complaints } = open;
    await openCase(page, basename(HEALTHY));
    await drop(page, 'dragenter', DROPPED);
    await page.waitForSelector('.drop-veil');
    await drop(page, 'drop', DROPPED);
    await page.waitForSelector('.drop-veil', { state: 'detached' });
    await page.waitForSelector('.crumb:has-text("inspect-lock")');
    await page.waitForSelector('main .badge.leak');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('view');
    await page.click('.crumbs a:has-text("All hosts")');
    const line = hostLine(page, basename(DROPPED));
    expect(await line.locator('.chip').textContent()).toBe('dropped');
    await line.locator('button:has-text("Remove")').click();
    await line.waitFor({ state: 'detached' });
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('cases');
    expect(await page.textContent('[role=status].off-screen')).toContain('was removed');
    expect(complaints).toEqual([]);
    await closeServed(open);
  });

  test('takes a pasted dump', async () => {
    const open = await openServed(browser, server);
    const { page, complaints } = open;
    await page.evaluate(() => {
      const clipboardData = new DataTransfer();
      clipboardData.setData(
        'text/plain',
        'goroutine 1 [chan receive, 90 minutes]:\nmain.main()\n\t/x.go:1 +0x1\n',
      );
      document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
    });
    await page.waitForSelector('.crumb:has-text("pasted goroutines.txt")');
    await page.waitForSelector('nav a[href$="/goroutines"]');
    await page.click('.crumbs a:has-text("All hosts")');
    await hostLine(page, 'pasted').locator('button:has-text("Remove")').click();
    await hostLine(page, 'pasted').waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
    await closeServed(open);
  });

  test.each(WIDTHS)(
    'shows names that were chosen to do harm, and they do none, at %d pixels',
    async (width) => {
      const open = await openServed(browser, server, width);
      const { page, complaints } = open;
      const hostile = [
        '<img src=x onerror=globalThis.pwned=1>.tar.gz',
        'gz.rat.\u202eevil\u001b[31m.tar.gz',
        `${'n'.repeat(300)}.tar.gz`,
      ];
      const buffer = readFileSync(HEALTHY);
      await page.setInputFiles(
        'input[type=file]',
        hostile.map((name) => ({ name, mimeType: 'application/gzip', buffer })),
      );
      await page.waitForFunction(() => document.querySelectorAll('.host .chip').length === 3);
      await page.waitForSelector('.tray', { state: 'detached' });
      const found = await page.evaluate(() => ({
        images: document.querySelectorAll('img, iframe, object, embed, [onerror]').length,
        hidden: /[\u0000-\u0008\u000e-\u001f\u202a-\u202e\u2066-\u2069]/.test(
          document.title + document.body.innerText,
        ),
        ran: 'pwned' in globalThis,
      }));
      expect([await overflow(page), found]).toEqual([0, { images: 0, hidden: false, ran: false }]);
      await hostLine(page, 'onerror').locator('.name').click();
      await page.waitForSelector('main .badge');
      expect([await overflow(page), await page.title()]).toEqual([0, `${hostile[0]} · deadwait`]);
      await page.click('.crumbs a:has-text("All hosts")');
      for (let left = 3; left > 0; left--) {
        await page.locator('.host button:has-text("Remove")').first().click();
        await page.waitForFunction(
          (left) => document.querySelectorAll('.host .chip').length === left - 1,
          left,
        );
      }
      expect(complaints).toEqual([]);
      await closeServed(open);
    },
  );

  test('says in words why a file was not taken, and takes the next one', async () => {
    const open = await openServed(browser, server);
    const { page } = open;
    await page.setInputFiles('input[type=file]', {
      name: 'holiday.jpg',
      mimeType: 'image/jpeg',
      buffer: Buffer.from('\u00ff\u00d8\u00ff\u00e0 a picture', 'latin1'),
    });
    await page.waitForSelector('.tray .problem');
    expect(await page.textContent('.tray .problem')).toMatch(/reads cases \(\.tar\.gz\), goroutine dumps/);
    await page.setInputFiles('input[type=file]', DROPPED);
    await page.waitForSelector('main .badge.leak');
    await page.click('.tray button:has-text("Dismiss")');
    await page.waitForSelector('.tray', { state: 'detached' });
    await page.click('.crumbs a:has-text("All hosts")');
    await hostLine(page, basename(DROPPED)).locator('button:has-text("Remove")').click();
    await hostLine(page, basename(DROPPED)).waitFor({ state: 'detached' });
    await closeServed(open);
  });
});

/** A file of this repository over the middle of the page. */
async function drop(page: Page, type: 'dragenter' | 'drop', path: string): Promise<void> {
  await page.evaluate(
    ({ type, name, bytes }) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([Uint8Array.from(atob(bytes), (each) => each.charCodeAt(0))], name));
      document
        .querySelector('main')
        ?.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
    },
    { type, name: basename(path), bytes: readFileSync(path).toString('base64') },
  );
}
