import { readPackagePage } from '../host/package-page.ts';
import { attribute } from '../investigate/attribute.ts';
import type { Examination } from '../investigate/investigate.ts';
import { buildReportData } from '../report/page/build-report-data.ts';
import type { PageData } from '../report/page/page-data.ts';
import { renderHtml } from '../report/page/render-html.ts';
import type { ReportData } from '../report/page/report-data.ts';
import { VERSION } from './version.ts';

/** What was examined, as one page that opens from disk. */
export async function htmlReport(examination: Examination): Promise<string> {
  return htmlPage(reportData(examination));
}

/** One page that opens from disk and carries what it draws. */
export async function htmlPage(data: PageData): Promise<string> {
  return renderHtml(data, await readPackagePage());
}

/** What that page draws, on its own: `deadwait/report/v1` as JSON. */
export function reportJson(examination: Examination): string {
  return `${JSON.stringify(reportData(examination))}\n`;
}

function reportData(examination: Examination): ReportData {
  return buildReportData({ ...examination, attribution: attribute(examination), version: VERSION });
}
