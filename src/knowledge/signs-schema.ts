/** The part of a knowledge file that says what else gives a cause away: log lines, processes, lost exits, memory. */
import { z } from 'zod';

const names = z.array(z.string().min(1).max(100)).min(1).max(20);

const logSign = z.strictObject({
  messages: names.describe('Ids in knowledge/log-messages; any of them'),
  fields: z.record(z.string(), z.string()).optional(),
  count: z.int().min(1),
  perMinute: z.number().positive().optional(),
  withinMinutes: z.int().min(1),
  ended: z.boolean().optional(),
});

export const signsSchema = z
  .strictObject({
    logs: z.array(logSign).min(1).optional(),
    processes: z
      .strictObject({
        programs: names,
        words: names,
        without: names.optional(),
        below: names,
        olderThanSeconds: z.int().min(1),
      })
      .optional(),
    lostExits: z
      .strictObject({
        runtime: z.enum(['docker', 'cri']),
        stops: z.int().min(1),
        restarted: z.literal(true).optional(),
      })
      .optional(),
    heap: z.strictObject({ functions: names, bytes: z.int().min(1) }).optional(),
  })
  .refine((signs) => Object.keys(signs).length > 0, 'names something that shows it');
