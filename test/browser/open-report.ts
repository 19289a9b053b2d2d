import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { readPackagePage } from '../../src/host/package-page.ts';
import type { PageData } from '../../src/report/page/page-data.ts';
import { renderHtml } from '../../src/report/page/render-html.ts';

export const VIEWS = ['story', 'goroutines', 'sockets', 'heap', 'tasks', 'logs', 'causes'] as const;

/** A page of the browser, and all that went wrong on it. */
export interface OpenPage {
  readonly page: Page;
  /** Errors of scripts, refusals of the content policy, and whatever it asked of a network. */
  readonly complaints: string[];
}

/** Writes the report as one file into the folder; its address. */
export async function writeReport(folder: string, name: string, data: PageData): Promise<string> {
  const path = join(folder, `${name}.html`);
  writeFileSync(path, renderHtml(data, await readPackagePage()));
  return `file://${path}`;
}

/** Opens the report in a light window of that width. */
export async function openReport(browser: Browser, address: string, width: number): Promise<OpenPage> {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: 'light' });
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('request', (request) => {
    if (request.url().split('#')[0] !== address) complaints.push(`request: ${request.url()}`);
  });
  await page.goto(address);
  await page.waitForSelector('main h1');
  return { page, complaints };
}

/** Goes to a view by its tab, as a reader does; false when the report has none such. */
export async function showView(page: Page, view: string): Promise<boolean> {
  const tab = page.locator(`nav a[href="#${view}"]`);
  if ((await tab.count()) === 0) return false;
  await tab.click();
  await page.waitForSelector(`nav a[href="#${view}"][aria-current]`);
  return true;
}

/** By how many pixels the page is wider than its window. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** What a page holds when nothing that a host says was taken for markup: its own script and its data. */
export const NO_HARM = { scripts: 2, images: 0, handlers: 0, hidden: undefined, ran: false };

/** What hostile names have brought onto the page; `hidden` is text that controls or turns what stands around it. */
export async function harmDone(page: Page): Promise<object> {
  return page.evaluate(() => ({
    scripts: document.querySelectorAll('script').length,
    images: document.querySelectorAll('img, iframe, object, embed').length,
    handlers: document.querySelectorAll('[onerror], [onclick], [onload]').length,
    hidden: /.{0,40}[\u0000-\u0008\u000e-\u001f\u202a-\u202e\u2066-\u2069]/.exec(
      document.title + document.body.innerText,
    )?.[0],
    ran: 'pwned' in globalThis,
  }));
}
