import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { renderHtml } from '../../../src/report/page/render-html.ts';
import type { ReportData } from '../../../src/report/page/report-data.ts';

const ASSETS = { script: 'draw()', style: 'p{color:red}' };
const HOSTILE = '</script><!--<script>\u2028\u2029&"\ud800\u202e';

function dataOf(headline: string): ReportData {
  return {
    schema: 'deadwait/report/v1',
    version: '0.0.0',
    diagnosis: {
      schema: 'deadwait/diagnosis/v1',
      verdict: 'healthy',
      headline,
      complete: true,
      coverage: [],
      host: { hostname: headline },
      daemons: [],
      findings: [],
      books: [],
      gaps: [],
    },
    paths: [],
    histories: [],
    containers: [],
    goroutines: [],
    heaps: [],
    stops: [],
    causes: [],
  };
}

describe('the page', () => {
  it('allows its own script and style by their hashes, and nothing else', () => {
    const html = renderHtml(dataOf('well'), ASSETS);
    const hash = (text: string): string => createHash('sha256').update(text).digest('base64');
    expect(/content="(default-src[^"]*)"/.exec(html)?.[1]).toBe(
      `default-src 'none'; script-src 'sha256-${hash(ASSETS.script)}'; style-src 'sha256-${hash(ASSETS.style)}'; base-uri 'none'; form-action 'none'`,
    );
    expect(html).not.toMatch(/unsafe|https?:/);
  });

  it('keeps within its data what the host says', () => {
    const html = renderHtml(dataOf(HOSTILE), ASSETS);
    expect(html.match(/<\/script>/g)).toHaveLength(2);
    expect(html).not.toContain('<!--');
    expect(html).not.toMatch(/[\u2028\u2029\u202e]|\p{Cs}/u);
    const json = /id="data">(.*)<\/script>/.exec(html)?.[1] ?? '';
    expect(JSON.parse(json)).toEqual(dataOf(HOSTILE));
  });
});
