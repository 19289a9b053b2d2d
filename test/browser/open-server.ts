import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { RunningServer } from '../support/start-server.ts';
import type { OpenPage } from './open-report.ts';

/** Opens the served page; complaints are errors, refusals of its policy, and requests that leave its origin. */
export async function openServed(
  browser: Browser,
  { url, origin }: RunningServer,
  width = 1280,
  options: BrowserContextOptions = {},
): Promise<OpenPage> {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: 'light',
    ...options,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== origin) complaints.push(`request: ${request.url()}`);
  });
  await page.goto(url);
  await page.waitForSelector('#cases');
  return { page, complaints };
}

/** The line of a case in the list. */
export function hostLine(page: Page, name: string) {
  return page.locator('.host', { has: page.locator('.name', { hasText: name }) });
}

/** Opens a case by its line, and waits for its story. */
export async function openCase(page: Page, name: string): Promise<void> {
  await hostLine(page, name).locator('.name').click();
  await page.waitForSelector('main .badge');
}

/** Ends the context that `openServed` has made, and with it the page. */
export async function closeServed({ page }: OpenPage): Promise<void> {
  await page.context().close();
}
