import { inOrderOfTime, type Exhibit } from '../compare/moment.ts';
import { pairProfiles } from '../compare/profile-pairs.ts';
import type { Comparison } from '../model/comparison.ts';
import { buildComparisonData, type Look } from '../report/page/build-comparison-data.ts';
import type { ComparisonReport } from '../report/page/comparison-data.ts';
import { attribute } from './attribute.ts';
import type { Examination } from './investigate.ts';

/** Something that was examined, under the name that the user gave it. */
export type ExaminedExhibit = Exhibit & Examination;

/** What the page draws of a comparison of the two, given in either order. */
export function comparisonReport(
  comparison: Comparison,
  first: ExaminedExhibit,
  second: ExaminedExhibit,
  version: string,
): ComparisonReport {
  const [before, after] = inOrderOfTime(first, second);
  const pairs = pairProfiles(before.snapshot, after.snapshot);
  const look = (exhibit: ExaminedExhibit, side: 0 | 1): Look => ({
    snapshot: exhibit.snapshot,
    attribution: attribute(
      exhibit,
      pairs.flatMap(({ goroutines }) => goroutines?.[side] ?? []),
    ),
  });
  return buildComparisonData({
    comparison,
    before: look(before, 0),
    after: look(after, 1),
    pairs,
    version,
  });
}
