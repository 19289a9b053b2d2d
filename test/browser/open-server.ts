import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { OpenPage } from './open-report.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/deadwait.js', import.meta.url));

export interface RunningServer {
  /** Ends with a slash, and with the token where it asks for one. */
  readonly url: string;
  readonly origin: string;
  readonly port: number;
  stop(): Promise<void>;
}

/** Starts `deadwait serve` with these arguments, on a free port unless they name one. */
export async function startServer(...args: readonly string[]): Promise<RunningServer> {
  const port = args.includes('--port') ? [] : ['--port', '0'];
  const child = spawn(process.execPath, [PROGRAM, 'serve', ...args, ...port, '--output', 'json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said = JSON.parse(await readAnswer(child)) as { readonly url: string; readonly port: number };
  return {
    url: said.url,
    origin: new URL(said.url).origin,
    port: said.port,
    stop: async () => {
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

async function readAnswer(child: ChildProcess): Promise<string> {
  let text = '';
  for await (const chunk of child.stdout ?? []) {
    text += String(chunk);
    if (text.endsWith('}\n')) return text;
  }
  throw new Error(`deadwait serve ended: ${text}`);
}

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
