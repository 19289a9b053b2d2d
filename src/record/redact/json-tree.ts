// JSON (RFC 8259) with the place of each value, so that a secret can be replaced and every other byte stays.

export type JsonNode = JsonString | JsonLiteral | JsonList | JsonObject;

interface Placed {
  readonly from: number;
  /** One past its last character. */
  readonly to: number;
}
export interface JsonString extends Placed {
  readonly type: 'string';
}
/** A number, true, false or null. */
export interface JsonLiteral extends Placed {
  readonly type: 'literal';
}
export interface JsonList extends Placed {
  readonly type: 'list';
  readonly items: readonly JsonNode[];
}
export interface JsonObject extends Placed {
  readonly type: 'object';
  readonly members: readonly JsonMember[];
}
export interface JsonMember {
  readonly name: string;
  readonly value: JsonNode;
}

const DEEPEST = 200;
const LITERAL = /(?:-?\d[\d.eE+-]{0,400}|true|false|null)/y;
const STRING = /"[^"\\\n\r]*(?:\\[^\n\r][^"\\\n\r]*)*"/y;
const BLANKS = /[ \t\n\r]*/y;

/** The value that begins at a place; undefined when it is no JSON or too deep. */
export function parseJsonTree(text: string, from: number): JsonNode | undefined {
  return parseValue(text, skip(text, from), 0);
}

function parseValue(text: string, from: number, depth: number): JsonNode | undefined {
  if (depth > DEEPEST) return undefined;
  switch (text[from] ?? '') {
    case '"': {
      const to = sticky(STRING, text, from);
      return to === undefined ? undefined : { type: 'string', from, to };
    }
    case '[':
      return parseList(text, from, depth);
    case '{':
      return parseObject(text, from, depth);
    default: {
      const to = sticky(LITERAL, text, from);
      return to === undefined ? undefined : { type: 'literal', from, to };
    }
  }
}

function parseList(text: string, from: number, depth: number): JsonList | undefined {
  const items: JsonNode[] = [];
  let at = skip(text, from + 1);
  if (text[at] === ']') return { type: 'list', from, to: at + 1, items };
  for (;;) {
    const item = parseValue(text, at, depth + 1);
    if (item === undefined) return undefined;
    items.push(item);
    at = skip(text, item.to);
    if (text[at] === ']') return { type: 'list', from, to: at + 1, items };
    if (text[at] !== ',') return undefined;
    at = skip(text, at + 1);
  }
}

function parseObject(text: string, from: number, depth: number): JsonObject | undefined {
  const members: JsonMember[] = [];
  let at = skip(text, from + 1);
  if (text[at] === '}') return { type: 'object', from, to: at + 1, members };
  for (;;) {
    const end = sticky(STRING, text, at);
    if (end === undefined) return undefined;
    const name = decodeName(text.slice(at, end));
    at = skip(text, end);
    if (text[at] !== ':') return undefined;
    const value = parseValue(text, skip(text, at + 1), depth + 1);
    if (value === undefined) return undefined;
    members.push({ name, value });
    at = skip(text, value.to);
    if (text[at] === '}') return { type: 'object', from, to: at + 1, members };
    if (text[at] !== ',') return undefined;
    at = skip(text, at + 1);
  }
}

function decodeName(quoted: string): string {
  if (!quoted.includes('\\')) return quoted.slice(1, -1);
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return quoted.slice(1, -1);
  }
}

function sticky(pattern: RegExp, text: string, from: number): number | undefined {
  pattern.lastIndex = from;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

function skip(text: string, from: number): number {
  const code = text.charCodeAt(from);
  if (code > 32) return from;
  return sticky(BLANKS, text, from) ?? from;
}
