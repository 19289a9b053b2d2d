import { z } from 'zod';
import { causeSchema } from './cause-schema.ts';

/** schema/cause.v1.json: the shape of a knowledge file, for editors and for those who write causes of their own. */
export function renderCauseSchema(): string {
  const schema = {
    title: 'A known cause, one YAML file in knowledge/',
    ...z.toJSONSchema(causeSchema, { io: 'input' }),
  };
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}
