/** The part of a knowledge file that describes a lock, or a way in which a lock comes to be held for long. */
import { z } from 'zod';
import { WAIT_KINDS } from '../model/lock.ts';
import { containerArguments, functionPattern } from './signature-schema.ts';

const functionPatterns = z.array(functionPattern).min(1);

export const knownLockSchema = z.strictObject({
  name: z.string().min(1).max(2_000),
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

export const contentionSchema = z.strictObject({
  perLock: z.int().min(1).optional(),
  olderThanMinutes: z.int().min(1).optional(),
  count: z.int().min(1).optional(),
  goneClients: z.int().min(1).optional(),
});
