import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ReportData } from '../../src/report/page/report-data.ts';
import { withHostileText } from '../report/fixtures/hostile.ts';
import { findChromium, openBrowser } from '../support/browser.ts';
import { reportOf } from '../support/report-of.ts';
import { harmDone, NO_HARM, openReport, overflow, showView, VIEWS, writeReport } from './open-report.ts';

const isMissing = findChromium() === undefined && process.env['DEADWAIT_BROWSER'] !== 'required';
const MARKUP =
  '</script><script>globalThis.pwned=1</script><img src=x onerror=globalThis.pwned=1><!--<script>';
const LONG = 'x'.repeat(10_000);

let folder = '';
let browser: Browser;
let address = '';

describe.skipIf(isMissing)('names that a host chose to do harm', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'dw-hostile-'));
    browser = await openBrowser();
    address = await writeReport(
      folder,
      'hostile',
      spoil(await reportOf('examples/kill-wait-18.09.2.tar.gz')),
    );
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test.each([360, 1280])('do nothing, and are shown, at %d pixels', async (width) => {
    const { page, complaints } = await openReport(browser, address, width);
    for (const view of VIEWS) {
      if (!(await showView(page, view))) continue;
      expect([view, await overflow(page)]).toEqual([view, 0]);
      expect([view, await harmDone(page)]).toEqual([view, NO_HARM]);
    }
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('that are very long can be unfolded to their end', async () => {
    const { page } = await openReport(browser, address, 1280);
    const fold = await page
      .locator('.fold', { hasText: /all 1\d{4} characters/ })
      .first()
      .elementHandle();
    const before = (await page.locator('main').textContent())?.length ?? 0;
    await fold?.click();
    expect(await fold?.getAttribute('aria-expanded')).toBe('true');
    const after = (await page.locator('main').textContent())?.length ?? 0;
    expect(after - before).toBeGreaterThan(9_000);
    await page.close();
  });
});

/** Every text of the host turned hostile; container names of ten thousand characters. */
function spoil(data: ReportData): ReportData {
  const { version, causes, paths, histories, goroutines, heaps, stops, ...rest } = data;
  const hostile = withHostileText(withMarkup(rest));
  return {
    ...hostile,
    schema: data.schema,
    version,
    causes,
    histories,
    stops,
    paths: paths.map((path) => ({
      ...path,
      stations: path.stations.map((station) => ({
        ...station,
        title: station.title + MARKUP,
        names: station.names.map((name) => name + LONG),
      })),
    })),
    goroutines: goroutines.map((profile) => ({
      ...profile,
      functions: profile.functions.map((name) => name + MARKUP),
      files: profile.files.map((file) => `${file}\u202e${MARKUP}`),
    })),
    heaps: heaps.map((heap) => ({ ...heap, functions: heap.functions.map((name) => name + LONG) })),
    containers: hostile.containers.map((container) => ({ ...container, pod: MARKUP + LONG, name: LONG })),
    diagnosis: {
      ...hostile.diagnosis,
      findings: hostile.diagnosis.findings.map((finding) => ({
        ...finding,
        containers: finding.containers.map((container) => ({ ...container, pod: MARKUP + LONG })),
      })),
    },
  };
}

function withMarkup<T>(value: T): T;
function withMarkup(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((each: unknown) => withMarkup(each));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]: [string, unknown]) => [
      key,
      key === 'comm' || key === 'source' || key === 'hostname'
        ? `${String(each)}${MARKUP}`
        : withMarkup(each),
    ]),
  );
}
