// JSON replies of daemons (RFC 8259), read without trust: a field may be missing, null, or of another type than its
// documentation says, and the text may end anywhere.
//
//     {"Platform":{"Name":"Docker Engine - Community"},"Components":[{"Name":"Engine","Version":"18.09.2", …
//     {"message":"No such container: 7db26ac60ffd"}
//
// dockerd writes compact JSON with upper-case keys, CRI's replies carry the field names of api.proto.

import { ParseError } from '../parse-error.ts';

export interface JsonObject {
  readonly [key: string]: unknown;
}

/** The value that the bytes hold, of any type; ParseError (position in characters) when they are not JSON. */
export function parseJson(format: string, bytes: Uint8Array | string): unknown {
  const text = typeof bytes === 'string' ? bytes : new TextDecoder().decode(bytes);
  try {
    return JSON.parse(text);
  } catch (error) {
    const said = error instanceof Error ? error.message : '';
    const position = Number(/ at position (\d{1,15})/.exec(said)?.[1] ?? text.length);
    throw new ParseError(format, position, 'JSON', text.slice(position, position + 61) || 'the end');
  }
}

/** As `parseJson`, for a reply that is one object. */
export function parseJsonObject(format: string, bytes: Uint8Array | string): JsonObject {
  const value = parseJson(format, bytes);
  if (!isObject(value)) throw new ParseError(format, 0, 'an object', kindOf(value));
  return value;
}

/** Whether a value is an object, neither null nor a list. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object under a key; undefined when there is something else. */
export function objectAt(from: JsonObject, key: string): JsonObject | undefined {
  const value = own(from, key);
  return isObject(value) ? value : undefined;
}

/** The list under a key; empty when there is something else. */
export function listAt(from: JsonObject, key: string): readonly unknown[] {
  const value = own(from, key);
  return Array.isArray(value) ? value : [];
}

/** The objects of the list under a key; what else the list holds is left out. */
export function objectsAt(from: JsonObject, key: string): readonly JsonObject[] {
  return listAt(from, key).filter(isObject);
}

/** The text under a key; undefined when there is something else, or nothing in it. */
export function stringAt(from: JsonObject, key: string): string | undefined {
  const value = own(from, key);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The whole number under a key, exact in a double; undefined when there is something else. */
export function integerAt(from: JsonObject, key: string): number | undefined {
  const value = own(from, key);
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;
}

/** The number under a key, rounded where JSON has more digits than a double; undefined when there is something else. */
export function numberAt(from: JsonObject, key: string): number | undefined {
  const value = own(from, key);
  return typeof value === 'number' ? value : undefined;
}

/** True or false under a key; undefined when there is something else. */
export function booleanAt(from: JsonObject, key: string): boolean | undefined {
  const value = own(from, key);
  return typeof value === 'boolean' ? value : undefined;
}

/** The type of a value in JSON's words, for an error. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : typeof value;
}

function own(from: JsonObject, key: string): unknown {
  return Object.hasOwn(from, key) ? from[key] : undefined;
}
