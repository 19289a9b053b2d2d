import { readPackagePage } from '../host/package-page.ts';
import { attribute } from '../investigate/attribute.ts';
import type { Examination } from '../investigate/investigate.ts';
import { buildReportData } from '../report/html/build-report-data.ts';
import { renderHtml } from '../report/html/render-html.ts';
import { VERSION } from './version.ts';

/** What was examined, as one page that opens from disk. */
export async function htmlReport(examination: Examination): Promise<string> {
  const data = buildReportData({ ...examination, attribution: attribute(examination), version: VERSION });
  return renderHtml(data, await readPackagePage());
}
