import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { readPackagePage } from '../../src/host/package-page.ts';
import type { PageData } from '../../src/report/html/page-data.ts';
import { renderHtml } from '../../src/report/html/render-html.ts';

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
