import { z } from 'zod';
import { comparisonSchema } from '../comparison/comparison-schema.ts';
import { heapSchema, profileSchema } from './report-schema.ts';

/**
 * The contract of the page of a comparison as a schema: `deadwait/comparison-report/v1`. schema/comparison-report.v1.json is
 * generated from it; nothing loads it when deadwait runs.
 */
const pairOf = <Profile extends z.ZodType>(profile: Profile) =>
  z.array(
    z.strictObject({
      daemon: z.string(),
      sameVersion: z.boolean().describe('Both recordings say that the daemon is of the same version'),
      before: profile,
      after: profile,
    }),
  );

export const comparisonReportSchema = z
  .strictObject({
    schema: z.literal('deadwait/comparison-report/v1'),
    version: z.string().describe('Of the deadwait that made it'),
    comparison: comparisonSchema,
    profiles: pairOf(profileSchema).describe('Of each daemon of which both recordings have one'),
    heaps: pairOf(heapSchema),
  })
  .meta({
    title: 'deadwait/comparison-report/v1',
    description: 'What the page of `deadwait compare --output html` draws, and `--output report` prints',
  });

/** schema/comparison-report.v1.json. */
export function renderComparisonReportSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(comparisonReportSchema), undefined, 2)}\n`;
}
