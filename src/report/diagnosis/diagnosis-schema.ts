import { z } from 'zod';
import { COVERAGE_PARTS } from '../../model/coverage.ts';
import { GAP_REASONS } from '../../model/gap.ts';
import {
  COMMAND_PLACES,
  LINKS,
  NO_FORECASTS,
  REMEDY_EFFECTS,
  REMEDY_LOSSES,
  VERDICTS,
} from '../../model/diagnosis.ts';

/**
 * The JSON contract as a schema. schema/diagnosis.v1.json is generated from it, and tests hold every report against it;
 * nothing loads it when deadwait runs.
 */
const count = z.int().nonnegative();
const rounded = z.number().nonnegative();

const evidence = z
  .strictObject({
    file: z.string().describe('A path as in a recorded case, or the name of a live source'),
    line: count.exactOptional().describe('From 1'),
    quote: z.string().describe("The line's own text; [redacted] stands where a secret stood"),
  })
  .meta({ id: 'Evidence' });

const link = z
  .strictObject({
    link: z.enum(LINKS),
    status: z.enum(['proven', 'unknown', 'refuted']),
    says: z.string().describe('For unknown: what is missing, and the command that would show it'),
    evidence: z.array(evidence),
  })
  .meta({ id: 'ChainLink' });

const backend = z
  .strictObject({
    source: z.string().describe('Server, bucket, device or cgroup'),
    fstype: z.string(),
    mountPoint: z.string(),
    device: z.string().describe('major:minor'),
  })
  .meta({ id: 'Backend' });

const container = z
  .strictObject({
    id: z.string(),
    name: z.string().exactOptional(),
    pod: z.string().exactOptional().describe('namespace/name'),
    stops: count.exactOptional(),
    goroutines: count.exactOptional(),
  })
  .meta({ id: 'Container' });

const task = z
  .strictObject({
    pid: count,
    tid: count,
    comm: z.string(),
    state: z.string(),
    wchan: z.string().exactOptional(),
    waits: z.enum(['fuse', 'nfs', 'frozen-fs', 'frozen-cgroup', 'block', 'lock', 'other']),
    backend: backend.exactOptional(),
    sigkillPending: z.boolean().exactOptional(),
    container: z.string().exactOptional(),
  })
  .meta({ id: 'Task' });

const client = z
  .strictObject({
    pid: count,
    comm: z.string(),
    sockets: count,
    container: z.string().exactOptional(),
    pod: z.string().exactOptional(),
  })
  .meta({ id: 'Client' });

const remedy = z
  .strictObject({
    id: z.string(),
    says: z.string(),
    risk: z.string(),
    automatic: z.boolean().describe('deadwait can do it: target and effect are certain'),
    loses: z.enum(REMEDY_LOSSES).describe('What is lost at most, least first'),
    effect: z.enum(REMEDY_EFFECTS).describe('frees: unblocks; halts: stops the growth; prevents: next time'),
    command: z.string().exactOptional().describe('Lines for a shell, to be run one by one'),
    where: z
      .enum(COMMAND_PLACES)
      .exactOptional()
      .describe('node: on the host itself, as root; kubectl: wherever kubectl has access to the cluster'),
    waitsFor: z
      .string()
      .exactOptional()
      .describe('What the command waits for, and for how long at most; absent when it waits for nothing'),
  })
  .meta({ id: 'Remedy' });

const growth = z
  .strictObject({
    beganAt: z.string().exactOptional(),
    source: z
      .enum(['logs', 'waits'])
      .describe('Times in logs are exact; wait times in a goroutine dump are known to about three minutes'),
    window: z
      .strictObject({ from: z.string(), to: z.string(), count })
      .exactOptional()
      .describe('The recent time over which the rate was read, and how many came in it'),
    perHour: rounded.exactOptional().describe('Over the window'),
    notGrowing: z
      .strictObject({
        since: z.string(),
        longestPauseSeconds: rounded.exactOptional().describe('Of earlier pauses that ended'),
      })
      .exactOptional()
      .describe('None has come for far longer than the intervals before'),
    limit: count.exactOptional(),
    forecast: z
      .strictObject({
        basis: z
          .enum(['steady', 'slowing'])
          .describe('slowing: the intervals grow, so that there is no latest time'),
        low: z.string().describe('The earliest time'),
        high: z.string().exactOptional().describe('The latest time'),
      })
      .exactOptional()
      .describe('When the limit is reached if the growth continues as in the window'),
    noForecast: z.enum(NO_FORECASTS).exactOptional().describe('Why there is no forecast'),
    curve: z
      .array(z.strictObject({ at: z.string(), count }))
      .describe('How the count grew: up to this time, so many'),
  })
  .meta({ id: 'Growth' });

const finding = z
  .strictObject({
    cause: z.string().describe('`deadwait causes ID` explains it'),
    title: z.string(),
    severity: z.enum(['critical', 'warning', 'info']),
    confidence: z.enum(['proven', 'likely', 'possible']),
    unverified: z
      .array(z.string())
      .exactOptional()
      .describe('Claims of the cause that were not checked against the sources; all: the whole file'),
    summary: z.string(),
    because: z.array(z.string()).describe('Other findings of this diagnosis that explain this one'),
    counts: z
      .strictObject({
        goroutines: count.exactOptional(),
        sockets: count.exactOptional(),
        fds: count.exactOptional(),
        bytes: count.exactOptional(),
      })
      .describe('What this cause holds now; absent keys are unknown'),
    containers: z.array(container),
    tasks: z.array(task),
    clients: z.array(client),
    growth: growth.exactOptional(),
    chain: z.array(link),
    remedies: z.array(remedy),
    refutedBy: z.array(z.string()),
  })
  .meta({ id: 'Finding' });

const daemon = z
  .strictObject({
    name: z.string(),
    version: z.string().exactOptional(),
    pid: count.exactOptional(),
    fds: count.exactOptional(),
    fdLimit: count.exactOptional(),
    rssBytes: count.exactOptional(),
    goroutines: count.exactOptional(),
    identity: z
      .array(z.string())
      .exactOptional()
      .describe('What shows that it is a daemon of this host; absent where that is not known'),
  })
  .meta({ id: 'Daemon' });

const ignored = z
  .strictObject({
    pid: count,
    name: z.string().describe('What the process calls itself; any text'),
    uid: count.exactOptional(),
    because: z.string().describe('Why it is no daemon of this host'),
  })
  .meta({ id: 'IgnoredProcess' });

const gap = z
  .strictObject({
    source: z.string(),
    reason: z.enum(GAP_REASONS),
    detail: z.string(),
  })
  .meta({ id: 'Gap' });

const coverageRow = z
  .strictObject({
    subject: z.string().describe('`host`, or a daemon that is there or ought to be'),
    pid: count.exactOptional(),
    part: z.enum(COVERAGE_PARTS),
    seen: z.enum(['yes', 'partly', 'no']),
    needed: z.boolean().describe('Without it a host is not called healthy'),
    reason: z.enum(GAP_REASONS).exactOptional(),
    sources: z
      .array(z.string())
      .exactOptional()
      .describe('What was not read, or what shows that the daemon ought to be there'),
    from: z.string().exactOptional().describe('First time of a log; ISO 8601, UTC'),
    to: z.string().exactOptional(),
  })
  .meta({ id: 'CoverageRow' });

export const diagnosisSchema = z
  .strictObject({
    schema: z.literal('deadwait/diagnosis/v1'),
    verdict: z
      .enum(VERDICTS)
      .describe('`unknown`: nothing wrong was found, and not enough was seen to say that nothing is'),
    headline: z.string(),
    complete: z.boolean().describe('Every row of coverage that is needed was seen'),
    coverage: z.array(coverageRow),
    host: z.strictObject({
      hostname: z.string().exactOptional(),
      kernel: z.string().exactOptional(),
      capturedAt: z.string().exactOptional().describe('ISO 8601, UTC'),
      fd: z.strictObject({ allocated: count, max: rounded }).exactOptional(),
    }),
    daemons: z.array(daemon),
    findings: z.array(finding),
    books: z.array(
      z.strictObject({
        says: z.string().describe('Both sides in words, around the sign of the relation'),
        left: count,
        leftOf: z.string(),
        relation: z
          .enum(['equal', 'about', 'at-least', 'unequal'])
          .describe('about: not the same, but no further apart than the tolerance'),
        right: count,
        rightOf: z.string(),
        unit: z.enum(['count', 'bytes']),
        tolerance: rounded.describe('So much the two may differ and still be consistent'),
        balanced: z.boolean().describe('Not unequal'),
      }),
    ),
    ignored: z
      .array(ignored)
      .exactOptional()
      .describe(
        "Processes that only carry a daemon's name, the first of them by pid; absent when there are none",
      ),
    ignoredCount: count.exactOptional().describe('All of them, where more are not listed'),
    gaps: z.array(gap),
  })
  .meta({ title: 'deadwait/diagnosis/v1', description: 'What `deadwait diagnose --output json` prints' });
