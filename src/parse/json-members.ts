// The members of one JSON object (RFC 8259) and where they stand, for changing a single one and leaving every other byte alone.
//
//     {
//       "log-level": "info", "debug": false
//     }
//
// Comments, trailing commas and a byte order mark are no JSON, and dockerd takes none of the first two either.

import { kindOf, isObject } from './api/json-value.ts';
import { ParseError } from './parse-error.ts';

/** One member: offsets in UTF-16 units; the key with its quotes, the value without the blanks around it. */
export interface JsonMember {
  readonly key: string;
  readonly keyStart: number;
  readonly valueStart: number;
  readonly valueEnd: number;
}

export interface JsonMembers {
  /** Offset behind the opening brace. */
  readonly open: number;
  /** Offset of the closing brace. */
  readonly close: number;
  readonly members: readonly JsonMember[];
}

/** The members of the object that a text is, in their order, repeated keys and all; ParseError when it is no JSON object. */
export function parseJsonMembers(text: string): JsonMembers {
  mustBeObject(text);
  const open = text.indexOf('{') + 1;
  const members: JsonMember[] = [];
  let at = skipBlanks(text, open);
  while (text[at] === '"') {
    const keyEnd = skipString(text, at);
    const valueStart = skipBlanks(text, text.indexOf(':', keyEnd) + 1);
    const valueEnd = skipValue(text, valueStart);
    const key = JSON.parse(text.slice(at, keyEnd)) as string;
    members.push({ key, keyStart: at, valueStart, valueEnd });
    at = skipBlanks(text, valueEnd);
    if (text[at] === ',') at = skipBlanks(text, at + 1);
  }
  return { open, close: at, members };
}

function mustBeObject(text: string): void {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const position = Number(
      / at position (\d{1,15})/.exec(error instanceof Error ? error.message : '')?.[1] ?? text.length,
    );
    throw new ParseError('json', position, 'JSON', text.slice(position, position + 61) || 'the end');
  }
  if (!isObject(value)) throw new ParseError('json', 0, 'an object', kindOf(value));
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && ' \t\r\n'.includes(text[at] ?? '')) at++;
  return at;
}

/** From the opening quote to behind the closing one. */
function skipString(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

/** From the first character of a value to behind its last. */
function skipValue(text: string, from: number): number {
  let depth = 0;
  let at = from;
  while (at < text.length) {
    const character = text[at] ?? '';
    if (character === '"') {
      at = skipString(text, at);
      if (depth === 0) return at;
    } else if ('[{'.includes(character)) {
      depth++;
      at++;
    } else if (']}'.includes(character)) {
      if (depth === 0) return at;
      at++;
      if (--depth === 0) return at;
    } else if (depth === 0 && ', \t\r\n'.includes(character)) return at;
    else at++;
  }
  return at;
}
