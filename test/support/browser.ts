import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Chromium of this machine; undefined where there is none. DEADWAIT_CHROMIUM names another one. */
export function findChromium(): string | undefined {
  return [process.env['DEADWAIT_CHROMIUM'] ?? '', ...PLACES].find((path) => path !== '' && existsSync(path));
}

/** Starts it; the sandbox needs rights that containers seldom have, and the pages are our own. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error(`no Chromium: neither ${PLACES.join(' nor ')} is there`);
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
}
