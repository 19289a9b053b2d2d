import type { ComparisonReport } from './comparison-data.ts';
import type { ReportData } from './report-data.ts';

/** What a page may draw: the report of one host, or two held against each other. */
export type PageData = ReportData | ComparisonReport;
