import { NAME_RULES } from './name-rules.ts';
import { PROGRAM_RULES } from './program-rules.ts';
import type { Rule } from './rule.ts';
import { SHAPE_RULES } from './shape-rules.ts';
import { STRUCTURE_RULES } from './structure-rules.ts';

/** Everything that is taken out. test/record/redact has what each finds, and what looks alike and stays. */
export const RULES: readonly Rule[] = [...STRUCTURE_RULES, ...NAME_RULES, ...SHAPE_RULES, ...PROGRAM_RULES];
