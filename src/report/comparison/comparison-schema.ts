import { z } from 'zod';
import { VERDICTS } from '../../model/diagnosis.ts';
import { FIGURES } from '../../model/comparison.ts';

/**
 * The JSON contract as a schema. schema/comparison.v1.json is generated from it, and tests hold every comparison against it;
 * nothing loads it when deadwait runs.
 */
const count = z.int().nonnegative();

const change = {
  before: z.number().nonnegative(),
  after: z.number().nonnegative(),
  change: z.number(),
  perHour: z.number().exactOptional().describe('Absent where a rate would mean nothing'),
};

const frame = z
  .strictObject({
    function: z.string(),
    file: z.string().exactOptional(),
    line: z.number().exactOptional(),
  })
  .meta({ id: 'Frame' });

const moment = z
  .strictObject({
    name: z.string().describe('As it was given'),
    hostname: z.string().exactOptional(),
    capturedAt: z.string().exactOptional().describe('ISO 8601, UTC'),
    bootedAt: z.string().exactOptional(),
    verdict: z.enum(VERDICTS),
    headline: z.string(),
  })
  .meta({ id: 'Moment' });

const counts = z
  .strictObject({
    goroutines: count.exactOptional(),
    sockets: count.exactOptional(),
    fds: count.exactOptional(),
    bytes: count.exactOptional(),
  })
  .meta({ id: 'Counts' });

export const comparisonSchema = z
  .strictObject({
    schema: z.literal('deadwait/comparison/v1'),
    headline: z.string(),
    grew: z.boolean().describe('A figure grew more than comes and goes, or a finding is new or grew'),
    before: moment,
    after: moment,
    seconds: z.number().exactOptional().describe('Between the two; absent where a time is unknown'),
    cautions: z.array(
      z.strictObject({
        about: z.enum(['order', 'time', 'host', 'boot', 'version', 'restart', 'incomplete']),
        daemon: z.string().exactOptional(),
        says: z.string(),
      }),
    ),
    figures: z.array(
      z.strictObject({
        ...change,
        daemon: z.string().exactOptional().describe('Absent: of the host'),
        figure: z.enum(FIGURES),
        notable: z.boolean().describe('More than comes and goes'),
      }),
    ),
    findings: z.array(
      z.strictObject({
        cause: z.string(),
        title: z.string(),
        became: z.enum(['new', 'gone', 'grew', 'shrank']),
        severity: z.enum(['critical', 'warning', 'info']),
        before: counts.exactOptional(),
        after: counts.exactOptional(),
      }),
    ),
    predictions: z.array(
      z.strictObject({
        daemon: z.string().exactOptional(),
        of: z.enum(['descriptors', 'memory', 'open files']),
        perHour: z.number(),
        limit: z.number(),
        low: z.string().describe('The earliest time at which the limit is reached'),
        high: z.string().describe('The latest'),
        assumes: z.string(),
      }),
    ),
    goroutines: z.array(
      z.strictObject({
        ...change,
        daemon: z.string(),
        place: z.string(),
        state: z.string().exactOptional(),
        createdBy: z.string().exactOptional(),
        frames: z.array(frame).describe('Leaf first'),
      }),
    ),
    sockets: z.array(
      z.strictObject({
        ...change,
        owner: z.string().exactOptional(),
        path: z.string().exactOptional().describe('Long hexadecimal names are written as *'),
        listening: z.boolean(),
        peer: z.enum(['process', 'gone', 'none', 'unknown']),
        client: z.string().exactOptional(),
      }),
    ),
    heap: z.array(
      z.strictObject({
        ...change,
        daemon: z.string(),
        place: z.string(),
        objects: z.number().describe('By how many objects it changed'),
        frames: z.array(frame),
      }),
    ),
    containers: z.array(
      z.strictObject({
        id: z.string(),
        name: z.string().exactOptional(),
        pod: z.string().exactOptional(),
        presence: z.enum(['new', 'gone', 'both']),
        stateBefore: z.string().exactOptional(),
        stateAfter: z.string().exactOptional(),
        stops: z.strictObject(change).exactOptional(),
      }),
    ),
    omitted: z
      .strictObject({ goroutines: count, sockets: count, heap: count, containers: count })
      .describe('Rows that are left out because there are too many; the largest changes are there'),
    gaps: z.array(
      z.strictObject({
        moment: z.enum(['before', 'after']),
        source: z.string(),
        reason: z.enum(['absent', 'denied', 'timeout', 'too-large', 'malformed', 'unsupported']),
        detail: z.string(),
      }),
    ),
  })
  .meta({ title: 'deadwait/comparison/v1', description: 'What `deadwait compare --output json` prints' });

/** schema/comparison.v1.json: the JSON contract for programs in any language. */
export function renderComparisonSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(comparisonSchema), undefined, 2)}\n`;
}
