import { findNameRule, NAME_HINT, isHarmlessValue } from './name-rules.ts';
import type { RedactionKind } from './redaction-tally.ts';
import type { ProgramRule, Rule, SecretOption, ShapeRule, Structure } from './rule.ts';

/** Rules, ready to be looked up. */
export interface RuleSet {
  readonly shapes: readonly ShapeRule[];
  /** Where, from here on, something stands that a secret may have in its line; -1 when nowhere. */
  nextHint(text: string, from: number): number;
  has(structure: Structure): boolean;
  /** Whether a name is one of a secret, and its value is not one that hides nothing. */
  isSecret(name: string, value: string): boolean;
  isSecretName(name: string): boolean;
  /** A text names one of the programs. */
  namesProgram(text: string): boolean;
  /** Options of the program that a word names; `next` is the word behind it. */
  optionsOf(word: string, next: string | undefined): readonly KnownOption[] | undefined;
}

export interface KnownOption extends SecretOption {
  readonly kind: RedactionKind;
}

/** What the code of a structure cannot do without. Lines of a block that has begun are looked at in any case. */
const STRUCTURE_HINTS = /[Ee][Nn][Vv]|@|-----?[ ]?BEGIN|PRIVATE|[dD]ata["']?:|\\[ux]00/;

export function createRuleSet(rules: readonly Rule[]): RuleSet {
  const names = rules.filter((rule) => rule.by === 'name');
  const shapes = rules.filter((rule) => rule.by === 'shape');
  const programs = rules.filter((rule) => rule.by === 'program');
  const structures = new Set(rules.flatMap((rule) => (rule.by === 'structure' ? [rule.structure] : [])));
  const programNames = [...new Set(programs.flatMap((rule) => rule.programs))];
  const rulesOfProgram = new Map(
    programNames.map((name) => [name, programs.filter((rule) => rule.programs.includes(name))]),
  );
  const programHint =
    programNames.length === 0 ? /(?!)/ : new RegExp(`(?<![\\w-])(?:${programNames.join('|')})(?![\\w-])`);
  const sources = (hints: readonly RegExp[]): string => hints.map(({ source }) => source).join('|');
  const nameHint = new RegExp(NAME_HINT.source, 'gi');
  const cased = shapes.filter(({ hint }) => !hint.flags.includes('i')).map(({ hint }) => hint);
  const otherHint = new RegExp(sources([...cased, STRUCTURE_HINTS, programHint]), 'g');
  const known = new Map<string, ReturnType<typeof findNameRule>>();
  const rulesOf = (name: string): ReturnType<typeof findNameRule> => {
    const kept = known.get(name);
    if (kept !== undefined) return kept;
    const found = findNameRule(names, name);
    if (known.size > 5_000) known.clear();
    known.set(name, found);
    return found;
  };
  return {
    shapes,
    nextHint: (text, from) => {
      nameHint.lastIndex = from;
      otherHint.lastIndex = from;
      const [a, b] = [nameHint.exec(text)?.index ?? -1, otherHint.exec(text)?.index ?? -1];
      return a < 0 || b < 0 ? Math.max(a, b) : Math.min(a, b);
    },
    has: (structure) => structures.has(structure),
    isSecretName: (name) => rulesOf(name).length > 0,
    isSecret: (name, value) =>
      !isHarmlessValue(value) &&
      rulesOf(name).some(({ value: pattern }) => pattern === undefined || pattern.test(value.slice(0, 64))),
    namesProgram: (text) => programHint.test(text),
    optionsOf: (word, next) => optionsOf(rulesOfProgram, word, next),
  };
}

function optionsOf(
  programs: ReadonlyMap<string, readonly ProgramRule[]>,
  word: string,
  next: string | undefined,
): readonly KnownOption[] | undefined {
  if (word.length > 4096) return undefined;
  const name = word.slice(Math.max(word.lastIndexOf('/'), word.lastIndexOf('=')) + 1);
  const fitting =
    programs.get(name)?.filter(({ command }) => command === undefined || command === next) ?? [];
  if (fitting.length === 0) return undefined;
  return fitting.flatMap(({ options }) =>
    options.map((option) => ({
      ...option,
      kind: option.after === '=' ? ('environment' as const) : ('argument' as const),
    })),
  );
}
