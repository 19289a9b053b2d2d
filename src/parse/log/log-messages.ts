/**
 * Known log messages: from their definitions (knowledge/log-messages, one file a message) to a matcher for lines.
 *
 * A line is counted as one message. Which one: a line says first what happened and then why, and the reason may quote other
 * messages; so the needle that stands first in the line counts. Where the needles of several messages stand at the same place,
 * the higher `priority` is tried first, then the longer needle, then the id in alphabetical order.
 */
import { ParseError } from '../parse-error.ts';
import type { LogMessageDefinition } from './log-message-definition.ts';

export type { LogMessageDefinition } from './log-message-definition.ts';

/** What a line says. */
export interface LogMatch {
  readonly definition: LogMessageDefinition;
  readonly containerId?: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** Known messages, ready to be looked for. */
export interface LogMessages {
  readonly definitions: readonly LogMessageDefinition[];
  readonly needles: readonly string[];
  /** What a line in its text form says; undefined when it is no known message. */
  find(line: string): LogMatch | undefined;
}

interface Matcher {
  readonly definition: LogMessageDefinition;
  readonly regex: RegExp;
}

/** A hostile line may hold thousands of needles; a real one holds one or two before the one that counts. */
const MAX_NEEDLES_PER_LINE = 8;
/** What a regular expression may look at from its needle on, in characters: bounds its work. */
const MAX_MATCH_LENGTH = 16_384;
const MAX_FIELD_LENGTH = 200;
const GROUP_NAME = /^[a-z][A-Za-z0-9]{0,40}$/;

/** Makes a matcher of definitions that may come from a user's own folder; throws ParseError for one that cannot be used. */
export function compileLogMessages(definitions: readonly LogMessageDefinition[]): LogMessages {
  const matchers = definitions.map((definition) => ({ definition, regex: compileRegex(definition) }));
  const needles = [...new Set(definitions.flatMap(({ needles }) => needles))].sort(longestFirst);
  const byNeedle = new Map(needles.map((needle) => [needle, matchersAt(needle, matchers)]));
  const anyNeedle = new RegExp(needles.map(escapeRegex).join('|') || '(?!)', 'g');

  function find(line: string): LogMatch | undefined {
    anyNeedle.lastIndex = 0;
    for (let tries = 0; tries < MAX_NEEDLES_PER_LINE; tries++) {
      const hit = anyNeedle.exec(line);
      if (hit === null) return undefined;
      const text = line.slice(hit.index, hit.index + MAX_MATCH_LENGTH);
      for (const { definition, regex } of byNeedle.get(hit[0]) ?? []) {
        regex.lastIndex = 0;
        const match = regex.exec(text);
        if (match !== null) return matchOf(definition, match.groups ?? {});
      }
      anyNeedle.lastIndex = hit.index + 1;
    }
    return undefined;
  }
  return { definitions, needles, find };
}

function compileRegex(definition: LogMessageDefinition): RegExp {
  const { id, needles, regex, per = [] } = definition;
  const fail = (expected: string, found: string): never => {
    throw new ParseError('log message', 0, `${id}: ${expected}`, found);
  };
  if (needles.length === 0) fail('at least one needle', '[]');
  for (const needle of needles) {
    if (!/^[\u0020-\u007e]{8,255}$/.test(needle)) fail('needles of 8 to 255 ASCII characters', needle);
  }
  for (const group of per) {
    if (!GROUP_NAME.test(group) || !regex.includes(`(?<${group}>`))
      fail('`per` to name groups of the regex', group);
  }
  try {
    return new RegExp(regex, 'y');
  } catch (error) {
    return fail('a regular expression', error instanceof Error ? error.message : regex);
  }
}

/** The messages that may stand where `needle` was found: a shorter needle that it begins with stands there too. */
function matchersAt(needle: string, matchers: readonly Matcher[]): readonly Matcher[] {
  const longest = ({ definition }: Matcher): number =>
    Math.max(0, ...definition.needles.filter((own) => needle.startsWith(own)).map((own) => own.length));
  return matchers
    .filter((matcher) => longest(matcher) > 0)
    .sort(
      (a, b) =>
        (b.definition.priority ?? 0) - (a.definition.priority ?? 0) ||
        longest(b) - longest(a) ||
        (a.definition.id < b.definition.id ? -1 : 1),
    );
}

function matchOf(definition: LogMessageDefinition, groups: Readonly<Record<string, string>>): LogMatch {
  const containerId = groups['containerId'];
  const fields = (definition.per ?? []).flatMap((name): [string, string][] => {
    const value = groups[name];
    return value === undefined ? [] : [[name, value.slice(0, MAX_FIELD_LENGTH)]];
  });
  return {
    definition,
    ...(containerId === undefined ? {} : { containerId }),
    fields: Object.fromEntries(fields),
  };
}

function longestFirst(a: string, b: string): number {
  return b.length - a.length || (a < b ? -1 : 1);
}

function escapeRegex(literal: string): string {
  return literal.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
