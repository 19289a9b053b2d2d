/** The part of a knowledge file that says where its claims were read. */
import { z } from 'zod';

const claim = z
  .string()
  .min(3)
  .max(120)
  .describe('`from 17.06.0`, `before …`, `fixed …`, `group NAME`, `taken`, `holds`, `log ID`');

export const checkedSchema = z
  .array(
    z.strictObject({
      what: claim,
      at: z
        .string()
        .regex(/^[a-z0-9][a-z0-9/.-]*@\S+$/i, 'REPOSITORY@TAG, such as moby@v18.09.2')
        .describe('Repository and tag or commit: moby@v18.09.2'),
      file: z.string().min(1).max(300),
      line: z.int().min(1).optional(),
      text: z.string().min(1).max(200).optional().describe('What stands in that line'),
      function: z
        .string()
        .min(1)
        .max(200)
        .optional()
        .describe('The function that stands there, as in a signature'),
    }),
  )
  .min(1)
  .describe('Where each claim was read in the sources');

export const unverifiedSchema = z
  .union([z.literal(true), z.array(claim).min(1)])
  .describe('Claims that were not read in the sources, or true for all of them');
