import { compareExhibits } from '../../src/casefile/compare/compare-exhibits.ts';
import { comparisonReport } from '../../src/investigate/comparison-report.ts';
import type { ComparisonReport } from '../../src/report/html/comparison-data.ts';
import { exhibitOf } from '../casefile/compare/recorded-exhibit.ts';

/** What the page draws of two recorded cases. */
export async function comparisonOf(first: string, second: string): Promise<ComparisonReport> {
  const [one, other] = [await exhibitOf(first), await exhibitOf(second)];
  return comparisonReport(compareExhibits(one, other), one, other, '0.0.0');
}
