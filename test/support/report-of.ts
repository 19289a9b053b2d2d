import { openRecordedHost } from '../../src/host/recorded/recorded-host.ts';
import { attribute } from '../../src/investigate/attribute.ts';
import { examine } from '../../src/investigate/investigate.ts';
import { buildReportData } from '../../src/report/page/build-report-data.ts';
import type { ReportData } from '../../src/report/page/report-data.ts';

/** What the page draws of a recorded case. */
export async function reportOf(path: string): Promise<ReportData> {
  const host = await openRecordedHost(path);
  try {
    const examination = await examine(host);
    return buildReportData({ ...examination, attribution: attribute(examination), version: '0.0.0' });
  } finally {
    await host.close();
  }
}
