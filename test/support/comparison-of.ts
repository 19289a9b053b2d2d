import { compareExhibits } from '../../src/compare/compare-exhibits.ts';
import { comparisonReport } from '../../src/investigate/comparison-report.ts';
import type { ComparisonReport } from '../../src/report/page/comparison-data.ts';
import { exhibitOf } from '../compare/recorded-exhibit.ts';

/** What the page draws of two recorded cases. */
export async function comparisonOf(first: string, second: string): Promise<ComparisonReport> {
  const [one, other] = [await exhibitOf(first), await exhibitOf(second)];
  return comparisonReport(compareExhibits(one, other), one, other, '0.0.0');
}
