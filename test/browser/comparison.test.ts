import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ComparisonReport } from '../../src/report/page/comparison-data.ts';
import { withHostileText } from '../report/fixtures/hostile.ts';
import { findChromium, openBrowser } from '../support/browser.ts';
import { comparisonOf } from '../support/comparison-of.ts';
import { barriers, focused } from './barriers.ts';
import {
  harmDone,
  NO_HARM,
  type OpenPage,
  openReport,
  overflow,
  showView,
  writeReport,
} from './open-report.ts';

const VIEWS = ['overview', 'goroutines', 'heap', 'sockets'] as const;
const PAIRS = [
  ['what leaks', 'test/cases/healthy-18.09.2.tar.gz', 'examples/kill-wait-18.09.2.tar.gz'],
  ['what was cured', 'examples/kill-wait-18.09.2.tar.gz', 'test/cases/cured-18.09.2.tar.gz'],
  ['two versions', 'test/cases/cured-18.09.2.tar.gz', 'test/cases/undeletable-20.10.24.tar.gz'],
] as const;
const WIDTHS = [360, 1280, 2560];
const THEMES = ['light', 'dark'] as const;
const MARKUP =
  '</script><script>globalThis.pwned=1</script><img src=x onerror=globalThis.pwned=1><!--<script>';

const isMissing = findChromium() === undefined && process.env['DEADWAIT_BROWSER'] !== 'required';

let folder = '';
let browser: Browser;
const reports = new Map<string, ComparisonReport>();
const addresses = new Map<string, string>();

describe.skipIf(isMissing)('the page of a comparison in a browser', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'dw-compare-'));
    browser = await openBrowser();
    for (const [name, before, after] of PAIRS) {
      const report = await comparisonOf(before, after);
      reports.set(name, report);
      addresses.set(name, await writeReport(folder, name.replaceAll(' ', '-'), report));
    }
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const open = (name: string): Promise<OpenPage> => openReport(browser, addresses.get(name) ?? '', 1280);

  test.each(PAIRS)(
    'of %s fits at every width, light and dark, asks nothing of any network, and breaks no rule of its policy',
    async (name) => {
      const { page, complaints } = await open(name);
      for (const view of VIEWS) {
        expect([view, await showView(page, view)]).toEqual([view, true]);
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
    },
  );

  test.each(PAIRS)('of %s has no serious barrier, and enough contrast in light and dark', async (name) => {
    const { page } = await open(name);
    for (const view of VIEWS) {
      await showView(page, view);
      expect([view, await barriers(page)]).toEqual([view, []]);
      await page.emulateMedia({ colorScheme: 'dark' });
      expect([view, 'dark', await barriers(page, ['color-contrast'])]).toEqual([view, 'dark', []]);
      await page.emulateMedia({ colorScheme: 'light' });
    }
    await page.close();
  });

  test('says what became of each box in figures and words as well', async () => {
    const { page } = await open('what leaks');
    await showView(page, 'goroutines');
    const box = page.locator('.node', { hasText: 'daemon.(*Daemon).Kill' });
    expect(await box.textContent()).toContain('+1500');
    expect(await box.getAttribute('title')).toBe('daemon.(*Daemon).Kill\n0 → 1500, +1500: new');
    expect(await page.locator('.degrees li').allTextContents()).toEqual([
      'gone',
      'half or less',
      'less',
      'about as before',
      'more',
      'twice or more',
      'new',
    ]);
    await page.close();
  });

  test('is worked by keyboard: tabs, the tree, the table', async () => {
    const { page, complaints } = await open('what leaks');
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('Skip to the report');
    await page.keyboard.press('Enter');
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
    expect(await page.textContent('.became h2')).toBe('container.(*State).Wait.func1');
    expect(await page.textContent('.became .large')).toBe('+1500');
    expect(await page.textContent('.stack h2')).toContain('0 → 1500 in container.(*State).Wait.func1');
    await page.keyboard.press('Escape');
    await page.waitForSelector('.icicle [aria-selected="true"]', { state: 'detached' });

    await page.locator('td button', { hasText: 'daemon.(*Daemon).Kill' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForSelector('.icicle [aria-selected="true"]');
    expect(await page.textContent('.became h2')).toBe('daemon.(*Daemon).Kill');
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('finds functions, and says what became of them', async () => {
    const { page } = await open('what was cured');
    await showView(page, 'goroutines');
    await page.fill('input[type=search]', 'containerstop');
    await page.waitForSelector('.node.found');
    expect(await page.textContent('.search span')).toBe('1500 → 0 goroutines in 1 place');
    await page.close();
  });

  test('draws what is gone no longer when boxes are as wide as they are after', async () => {
    const { page } = await open('what was cured');
    await showView(page, 'goroutines');
    const kill = page.locator('.node', { hasText: 'daemon.(*Daemon).Kill' });
    expect(await kill.count()).toBe(1);
    await page.locator('.choice button', { hasText: /^after$/ }).click();
    await kill.waitFor({ state: 'detached' });
    await page.close();
  });

  test('links each side to the source of its own version', async () => {
    const { page } = await open('two versions');
    await showView(page, 'heap');
    await page.fill('input[type=search]', 'http.(*conn).serve');
    const links = await page
      .locator('.frames a')
      .evaluateAll((all) => all.map((one) => one.getAttribute('href')));
    for (const link of links) expect(link).toMatch(/^https:\/\/github\.com\/[\w./-]+\/blob\/[\w./-]+#L\d+$/);
    await page.close();
  });

  test.each([360, 1280])('names that a host chose to do harm do nothing, at %d pixels', async (width) => {
    const report = reports.get('what leaks');
    if (report === undefined) throw new Error('there is one');
    const address = await writeReport(folder, `hostile-${width}`, spoil(report));
    const { page, complaints } = await openReport(browser, address, width);
    for (const view of VIEWS) {
      await showView(page, view);
      expect([view, await overflow(page)]).toEqual([view, 0]);
      expect([view, await harmDone(page)]).toEqual([view, NO_HARM]);
    }
    expect(complaints).toEqual([]);
    await page.close();
  });
});

/** Every text of the hosts turned hostile, and containers, functions and files with names of thousands of characters. */
function spoil(report: ComparisonReport): ComparisonReport {
  const { comparison, profiles, heaps } = report;
  const long = MARKUP + 'x'.repeat(10_000);
  const spoilt = withHostileText(comparison);
  const spoilProfile = <Profile extends { readonly file: string; readonly functions: readonly string[] }>(
    profile: Profile,
  ): Profile => ({
    ...profile,
    file: profile.file + long,
    functions: profile.functions.map((name, index) => name + (index % 3 === 0 ? long : MARKUP)),
  });
  const spoilPair = <Pair extends ComparisonReport['profiles'][number] | ComparisonReport['heaps'][number]>(
    pair: Pair,
  ): Pair => ({
    ...pair,
    daemon: pair.daemon + long,
    before: spoilProfile(pair.before),
    after: spoilProfile(pair.after),
  });
  return {
    ...report,
    profiles: profiles.map(spoilPair),
    heaps: heaps.map(spoilPair),
    comparison: {
      ...spoilt,
      headline: spoilt.headline + long,
      figures: comparison.figures.map((row) => ({
        ...row,
        ...(row.daemon === undefined ? {} : { daemon: row.daemon + long }),
      })),
      predictions: comparison.predictions.map((row) => ({ ...row, assumes: row.assumes + long })),
      findings: comparison.findings.map((row) => ({ ...row, title: row.title + long })),
      goroutines: spoilt.goroutines.map((row, index) => ({
        ...row,
        daemon: (comparison.goroutines[index]?.daemon ?? '') + long,
        place: row.place + long,
      })),
      sockets: comparison.sockets.map((row) => ({ ...row, path: long, owner: long })),
      containers: comparison.containers.map((row) => ({ ...row, pod: long, id: long, stateAfter: long })),
    },
  };
}
