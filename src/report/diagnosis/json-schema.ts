import { z } from 'zod';
import { diagnosisSchema } from './diagnosis-schema.ts';

/** schema/diagnosis.v1.json: the JSON contract for programs in any language. */
export function renderJsonSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(diagnosisSchema), undefined, 2)}\n`;
}
