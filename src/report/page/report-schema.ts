import { z } from 'zod';
import { diagnosisSchema } from '../diagnosis/diagnosis-schema.ts';
import { STATIONS } from './report-data.ts';

/**
 * The contract of the page as a schema: `deadwait/report/v1`. schema/report.v1.json is generated from it, and tests hold the
 * data of every case against it; nothing loads it when deadwait runs.
 */
const count = z.int().nonnegative();
const index = z.int().min(-1);
const text = z.string();
const status = z.enum(['proven', 'unknown', 'refuted']);

const evidence = z
  .strictObject({ file: text, line: count.exactOptional(), quote: text })
  .meta({ id: 'PageEvidence' });
const process = z.strictObject({ pid: count, comm: text });

const station = z
  .strictObject({
    station: z.enum(STATIONS),
    title: text,
    detail: text.exactOptional().describe('Its version, or of what kind it is'),
    count: count.exactOptional().describe('What piles up there'),
    unit: text.exactOptional().describe('What `count` counts'),
    names: z.array(text),
    role: z.enum(['asks', 'holds', 'passes', 'blocked', 'silent']),
    facts: z.array(z.strictObject({ says: text, status, evidence: z.array(evidence) })),
  })
  .meta({ id: 'Station' });

const path = z
  .strictObject({
    cause: text.describe('The leading finding of its story'),
    stations: z.array(station),
    brokenAfter: count.exactOptional().describe('Index of the last station that was reached'),
    break: z.strictObject({ says: text, status }).exactOptional(),
    answer: z.strictObject({ from: count, to: count, says: text }).exactOptional(),
  })
  .meta({ id: 'StoryPath' });

const history = z
  .strictObject({
    cause: text,
    unit: z.enum(['file descriptors', 'goroutines']),
    source: z.enum(['logs', 'waits']),
    points: z.array(z.tuple([z.number(), count])).describe('Milliseconds since 1970, and what was held then'),
    total: count.exactOptional(),
  })
  .meta({ id: 'History' });

const frames = {
  functions: z.array(text),
  files: z.array(text),
  frames: z
    .array(z.tuple([index, index, count]))
    .describe('Function, file, line; -1 where the file is not known'),
};

export const profileSchema = z
  .strictObject({
    daemon: text,
    file: text,
    format: z.enum(['debug1', 'debug2', 'protobuf']),
    total: count,
    truncated: z.boolean(),
    version: text.exactOptional(),
    goVersion: text.exactOptional(),
    ...frames,
    waitStepMinutes: count,
    groups: z.array(
      z.strictObject({
        count,
        state: text.exactOptional(),
        stack: z.array(count).describe('Indexes into `frames`, leaf first'),
        createdBy: count.exactOptional(),
        waits: z.array(z.tuple([count, count])).describe('Minutes, goroutines'),
        cause: text.exactOptional(),
        line: count,
        header: text,
      }),
    ),
    more: z.strictObject({ groups: count, goroutines: count }).exactOptional(),
  })
  .meta({ id: 'Profile' });

const sockets = z.strictObject({
  file: text,
  socketCount: count,
  peersKnown: z.boolean(),
  groups: z.array(
    z.strictObject({
      path: text.exactOptional(),
      state: z.enum(['established', 'listening', 'connecting', 'closed', 'unknown']),
      owner: process.exactOptional(),
      peer: z.enum(['process', 'gone', 'none', 'unknown']),
      client: process.exactOptional(),
      count,
      unreadByClientBytes: count,
      unreadClientCount: count,
      waitingToBeAccepted: count.exactOptional(),
      sample: evidence,
    }),
  ),
  more: count.exactOptional(),
});

export const heapSchema = z
  .strictObject({
    daemon: text,
    file: text,
    version: text.exactOptional(),
    goVersion: text.exactOptional(),
    inUseBytes: count,
    systemBytes: count.exactOptional(),
    stackBytes: count.exactOptional(),
    memory: z
      .strictObject({
        rssBytes: count.exactOptional(),
        isEstimate: z.boolean().describe('Worked out from the heap in use, the goroutines and RSS'),
        parts: z.array(
          z.strictObject({
            id: z.enum(['live', 'garbage', 'holes', 'stacks', 'free', 'runtime', 'other']),
            says: text,
            bytes: count,
          }),
        ),
      })
      .exactOptional()
      .describe('What the memory of the whole process consists of'),
    ...frames,
    uses: z
      .array(z.strictObject({ says: text, bytes: count, cause: text.exactOptional() }))
      .describe('The whole heap in use by what it is for'),
    restBytes: count.describe('Of no known use'),
    sites: z.array(
      z.strictObject({
        bytes: count,
        objects: count,
        stack: z.array(count),
        use: text.exactOptional().describe('What it is for, where that is known'),
        cause: text
          .exactOptional()
          .describe('Whose connections or goroutines it is for, where that is known'),
      }),
    ),
  })
  .meta({ id: 'Heap' });

const backend = z
  .strictObject({ source: text, fstype: text, mountPoint: text, device: text })
  .meta({ id: 'PageBackend' });

const tasks = z.strictObject({
  threadCount: count,
  blocked: z.array(
    z.strictObject({
      pid: count,
      tid: count,
      comm: text,
      state: text,
      commandLine: text.exactOptional(),
      wchan: text.exactOptional(),
      kernelStack: z.array(text).describe('Leaf first'),
      telling: count.exactOptional().describe('Index into `kernelStack` of what tells what is waited for'),
      syscall: text.exactOptional(),
      sigkillPending: z.boolean().exactOptional(),
      elapsedSeconds: z.number().exactOptional(),
      container: text.exactOptional(),
      waits: z.enum(['fuse', 'nfs', 'frozen-fs', 'frozen-cgroup', 'block', 'lock', 'other']),
      backend: backend.exactOptional(),
      evidence: z.array(evidence),
    }),
  ),
  more: count.exactOptional(),
  backends: z.array(
    z.strictObject({
      backend,
      waitingRequests: count.exactOptional(),
      mountPoints: z.array(text),
      containers: z.array(text),
    }),
  ),
});

const stops = z
  .strictObject({
    container: text,
    messages: z.array(
      z.strictObject({
        message: text,
        role: text.exactOptional(),
        caller: text.exactOptional(),
        count,
        firstAtMs: z.number().exactOptional(),
        lastAtMs: z.number().exactOptional(),
        samples: z.array(z.strictObject({ atMs: z.number(), count })),
        first: evidence,
        last: evidence,
      }),
    ),
  })
  .meta({ id: 'StopSeries' });

const cause = z
  .strictObject({
    id: text,
    component: text,
    title: text,
    kind: z.enum(['leak', 'stuck', 'degraded', 'lookalike']),
    mechanism: text,
    affected: z.array(z.strictObject({ from: text.exactOptional(), before: text.exactOptional() })),
    fixed: z.array(z.strictObject({ version: text, by: text })),
    links: z.array(text),
  })
  .meta({ id: 'PageCause' });

export const reportSchema = z
  .strictObject({
    schema: z.literal('deadwait/report/v1'),
    version: text.describe('Of the deadwait that made it'),
    diagnosis: diagnosisSchema,
    paths: z.array(path),
    histories: z.array(history),
    containers: z.array(
      z.strictObject({
        id: text,
        name: text.exactOptional(),
        pod: text.exactOptional(),
        state: text.exactOptional(),
      }),
    ),
    goroutines: z.array(profileSchema),
    sockets: sockets.exactOptional(),
    heaps: z.array(heapSchema),
    tasks: tasks.exactOptional(),
    stops: z.array(stops),
    causes: z.array(cause),
    unlooked: z.string().exactOptional().describe('Causes that could not be looked for, and why'),
  })
  .meta({
    title: 'deadwait/report/v1',
    description: 'What the page of `deadwait diagnose --output html` draws',
  });

/** schema/report.v1.json. */
export function renderReportSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(reportSchema), undefined, 2)}\n`;
}
