/**
 * The shape of a knowledge file, as people write it. Only loaded where a file is checked: in the build, and for a user's own
 * folder. The published JSON Schema is made from it.
 */
import { z } from 'zod';
import { WAIT_KINDS } from '../../model/lock.ts';

const version = z.string().regex(/^v?\d+(\.\d+){0,3}\S*$/, 'a version such as 20.10.10');
const versionRange = z.strictObject({ from: version.optional(), before: version.optional() });
const functionPattern = z.string().min(3).max(200);
const text = z.string().min(1).max(2_000);

const containerArguments = z.array(
  z.strictObject({ function: functionPattern, index: z.int().min(0), versions: versionRange.optional() }),
);

const signatureGroup = z.strictObject({
  role: z.enum(['primary', 'pair']),
  states: z.array(z.string()).min(1).optional(),
  leaf: functionPattern,
  through: z.array(functionPattern).optional(),
  without: z.array(functionPattern).optional(),
  createdBy: functionPattern.optional(),
  container: containerArguments.optional(),
  where: z
    .array(
      z.strictObject({
        function: functionPattern,
        index: z.int().min(0),
        equals: z.int(),
        versions: versionRange.optional(),
      }),
    )
    .optional(),
});

const functionPatterns = z.array(functionPattern).min(1);

const knownLock = z.strictObject({
  name: text,
  of: z.string().optional(),
  taken: functionPatterns.optional(),
  holds: functionPatterns.optional(),
  through: functionPatterns.optional(),
  without: functionPatterns.optional(),
  waits: z.array(z.enum(WAIT_KINDS)).min(1).optional(),
  container: containerArguments.optional(),
  recursive: z.boolean().optional(),
  needs: z.enum(['holder', 'cycle']).optional(),
});

export const causeSchema = z.strictObject({
  title: text,
  component: z.string().min(1),
  daemon: z.string().optional(),
  kind: z.enum(['leak', 'stuck', 'degraded']),
  mechanism: text,
  affected: z.array(versionRange).min(1),
  fixed: z.array(z.strictObject({ version, by: z.string() })),
  groups: z.record(z.string(), signatureGroup).default({}),
  locks: z.array(knownLock).min(1).optional(),
  suspicion: z
    .strictObject({
      perContainer: z.int().min(1).optional(),
      olderThanMinutes: z.int().min(1).optional(),
      count: z.int().min(1).optional(),
    })
    .default({}),
  cost: z
    .strictObject({ goroutines: z.int().min(0), descriptors: z.int().min(0), bytes: z.int().min(0) })
    .optional(),
  counted: z
    .array(z.strictObject({ message: z.string(), fields: z.record(z.string(), z.string()).optional() }))
    .default([]),
  confirms: z.array(text),
  refutes: z.array(text).min(1),
  remedies: z.array(
    z.strictObject({
      id: z.string(),
      says: text,
      risk: text,
      command: z.string().optional(),
      liveRestore: z.boolean().optional(),
      unlessExplained: z.boolean().optional(),
    }),
  ),
  links: z.array(z.url()),
});
