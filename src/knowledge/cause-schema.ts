/**
 * The shape of a knowledge file, as people write it. Only loaded where a file is checked: in the build, and for a user's own
 * folder. The published JSON Schema (schema/cause.v1.json) is made from it.
 */
import { z } from 'zod';
import { COMMAND_PLACES, REMEDY_EFFECTS, REMEDY_LOSSES } from '../model/diagnosis.ts';
import { findCommandFaults } from './command-rules.ts';
import { contentionSchema, knownLockSchema } from './lock-schema.ts';
import { signsSchema } from './signs-schema.ts';
import { checkedSchema, unverifiedSchema } from './source-schema.ts';
import { signatureGroupSchema, versionRange, version } from './signature-schema.ts';

const text = z.string().min(1).max(2_000);

const messageIds = z.array(z.string().min(1).max(100)).min(1).max(20);

const suspicion = z
  .strictObject({
    perContainer: z.int().min(1).optional(),
    olderThanMinutes: z.int().min(1).optional(),
    count: z.int().min(1).optional(),
    goneClients: z.int().min(1).optional(),
    logged: z.int().min(1).optional().describe('Lines of `counted`, about containers that have not ended'),
  })
  .refine((one) => Object.keys(one).length > 0, 'asks for something')
  .describe('From when on a match is no ordinary work: all that stands in it holds');

const minutes = z.int().min(1);

const refutationTest = z
  .strictObject({
    notRestarted: z.string().min(1).max(100).optional(),
    callsOlderThanMinutes: minutes.optional(),
    allYoungerThanMinutes: minutes.optional(),
    noProcess: z.array(z.string().min(1).max(100)).min(1).optional(),
    noBlockedTask: z.literal(true).optional(),
  })
  .refine((one) => Object.keys(one).length > 0, 'asks for something')
  .describe('By which facts of a snapshot the cause is not there: all that stands in it holds');

const remedy = z
  .strictObject({
    id: z.string(),
    says: text,
    risk: text,
    loses: z
      .enum(REMEDY_LOSSES)
      .describe(
        'What is lost at most; little: one process, one event, a cache; node: every container of the host',
      ),
    effect: z.enum(REMEDY_EFFECTS).describe('frees: unblocks; halts: stops the growth; prevents: next time'),
    command: z
      .string()
      .optional()
      .describe(
        'Complete lines for a shell; a name that the host must fill in stands as <NAME>, outside of quotes',
      ),
    where: z.enum(COMMAND_PLACES).optional().describe('Where the command runs'),
    waitsFor: text.optional().describe('What the command waits for, and for how long at most'),
    liveRestore: z.boolean().optional(),
    unlessExplained: z.boolean().optional(),
  })
  .superRefine((one, context) => {
    for (const message of findCommandFaults(one))
      context.addIssue({ code: 'custom', message, path: ['command'] });
  });

export const causeSchema = z.strictObject({
  title: text,
  component: z.string().min(1),
  daemon: z.string().optional().describe('In whose goroutines, and of whose version, it is'),
  kind: z.enum(['leak', 'stuck', 'degraded', 'lookalike']),
  covers: z.array(z.string()).default([]),
  explains: z.array(z.string()).default([]).describe('Ids of causes that this one brings about'),
  explainsContainers: z
    .boolean()
    .optional()
    .describe('It explains every finding about a container that it names'),
  headline: z
    .enum(['containers', 'clients'])
    .optional()
    .describe('What the headline tells of its finding; without it, the summary'),
  alwaysWeighs: z.boolean().optional().describe('It makes the verdict even where it only informs'),
  atMost: z
    .enum(['info', 'warning'])
    .optional()
    .describe('The highest severity, where signs are not certain'),
  mechanism: text,
  affected: z.array(versionRange).min(1),
  fixed: z.array(z.strictObject({ version, by: z.string() })),
  groups: z.record(z.string(), signatureGroupSchema).default({}),
  locks: z.array(knownLockSchema).min(1).optional(),
  contention: contentionSchema.default({}),
  suspicion: z.array(suspicion).default([]),
  shows: signsSchema.optional(),
  occurrence: z.string().min(1).max(40).default('call').describe('One of its goroutines, in the singular'),
  containersBy: z.array(z.enum(['execs', 'inspect', 'logs'])).default([]),
  cost: z
    .strictObject({ goroutines: z.int().min(0), descriptors: z.int().min(0), bytes: z.int().min(0) })
    .optional(),
  counted: z
    .array(z.strictObject({ message: z.string(), fields: z.record(z.string(), z.string()).optional() }))
    .default([]),
  underWay: z
    .array(z.strictObject({ asked: messageIds, answered: messageIds }))
    .optional()
    .describe('Messages by which a log tells the calls that wait now: asked, and not answered'),
  confirms: z.array(text),
  refutes: z
    .array(z.union([text, z.strictObject({ says: text, when: refutationTest })]))
    .min(1)
    .describe('Prose, or with a test where a snapshot can decide it'),
  remedies: z.array(remedy),
  links: z.array(z.url()),
  checked: checkedSchema.optional(),
  unverified: unverifiedSchema.optional(),
});
