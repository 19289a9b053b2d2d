/** The part of a knowledge file that says how goroutines give a cause away. */
import { z } from 'zod';

export const version = z.string().regex(/^v?\d\S*$/, 'a version such as 20.10.10');
export const versionRange = z.strictObject({ from: version.optional(), before: version.optional() });

export const functionPattern = z.string().min(3).max(200);
const functionPatterns = z.union([functionPattern, z.array(functionPattern).min(1).max(20)]);

export const containerArguments = z.array(
  z.strictObject({ function: functionPattern, index: z.int().min(0), versions: versionRange.optional() }),
);

export const signatureGroupSchema = z
  .strictObject({
    role: z.enum(['primary', 'pair', 'also', 'needed', 'missing']),
    versions: versionRange.optional(),
    atLeast: z
      .int()
      .min(1)
      .optional()
      .describe('Of goroutines that are missing: how many a daemon in good health has'),
    states: z.array(z.string()).min(1).optional(),
    stateMatters: z.boolean().optional(),
    on: functionPatterns.optional(),
    leaf: functionPatterns.optional(),
    lines: z.array(z.int().min(1)).min(1).optional(),
    through: z.array(functionPatterns).min(1).max(20).optional(),
    without: z.array(functionPattern).optional(),
    createdBy: functionPatterns.optional(),
    container: containerArguments.optional(),
    where: z
      .array(
        z.strictObject({
          function: functionPattern,
          index: z.int().min(0),
          equals: z.int().optional(),
          atLeast: z.int().optional(),
          versions: versionRange.optional(),
        }),
      )
      .optional(),
    whereMatters: z.boolean().optional(),
  })
  .refine(
    ({ leaf, through }) => leaf !== undefined || through !== undefined,
    'names a leaf, or what it goes through',
  );
