/**
 * daemon.json with another `debug`, and every other byte as it was. dockerd's own rules (moby daemon/config/config.go): one JSON
 * object; keys as flags are spelled, `Debug` is an unknown one and makes a reload fail; of a repeated key the last counts.
 */
import { isDeepStrictEqual } from 'node:util';
import { parseJsonMembers, type JsonMember, type JsonMembers } from '../parse/json-members.ts';
import { ParseError } from '../parse/parse-error.ts';

/** A file that cannot be changed with certainty; the message is what follows its name. */
export class UncertainConfig extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UncertainConfig';
  }
}

/** What a configuration says. */
export interface ConfigText {
  readonly debug: 'on' | 'off' | 'unset';
  readonly keys: ReadonlySet<string>;
}

/** The text of the file; UncertainConfig when it is no UTF-8. */
export function decodeConfig(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new UncertainConfig('is not UTF-8', { cause });
  }
}

/** What a configuration says of debug mode, and its keys. UncertainConfig where dockerd itself may not take it. */
export function readConfigText(text: string): ConfigText {
  const { members } = parse(text);
  const debug = debugMember(members);
  return {
    debug: debug === undefined ? 'unset' : valueOf(text, debug) ? 'on' : 'off',
    keys: new Set(members.map(({ key }) => key)),
  };
}

/** The same configuration with `"debug": true` or `false`; the same text where it says so already. */
export function withDebug(text: string, on: boolean): string {
  const { members, open, close } = parse(text);
  const debug = debugMember(members);
  if (debug !== undefined && valueOf(text, debug) === on) return text;
  const [first] = members;
  const [at, until, inserted] =
    debug !== undefined
      ? [debug.valueStart, debug.valueEnd, String(on)]
      : first !== undefined
        ? [first.keyStart, first.keyStart, `"debug": ${on},${text.slice(open, first.keyStart)}`]
        : [open, close, `\n  "debug": ${on}\n`];
  return certain(text, text.slice(0, at) + inserted + text.slice(until), { debug: on });
}

/** The same configuration without `debug`; the same text where it has none. */
export function withoutDebug(text: string): string {
  const { members, open, close } = parse(text);
  const debug = debugMember(members);
  if (debug === undefined) return text;
  valueOf(text, debug);
  const index = members.indexOf(debug);
  const [before, after] = [members[index - 1], members[index + 1]];
  const cut =
    after !== undefined
      ? { from: debug.keyStart, to: after.keyStart }
      : before !== undefined
        ? { from: before.valueEnd, to: debug.valueEnd }
        : { from: open, to: close };
  return certain(text, text.slice(0, cut.from) + text.slice(cut.to), {});
}

/** What dockerd takes for an empty configuration, with debug mode on or off. */
export function onlyDebug(on: boolean): string {
  return `{\n  "debug": ${on}\n}\n`;
}

function parse(text: string): JsonMembers {
  try {
    return parseJsonMembers(text);
  } catch (cause) {
    if (!(cause instanceof ParseError)) throw cause;
    const empty = text.trim() === '' ? 'is empty, which dockerd before 23.0 does not take' : undefined;
    throw new UncertainConfig(empty ?? `is no JSON object (${cause.message})`, { cause });
  }
}

function debugMember(members: readonly JsonMember[]): JsonMember | undefined {
  const named = members.filter(({ key }) => key.toLowerCase() === 'debug');
  const [first, second] = named;
  if (second !== undefined) throw new UncertainConfig('has the key debug more than once');
  if (first !== undefined && first.key !== 'debug')
    throw new UncertainConfig(`has the key ${first.key}, which dockerd does not know`);
  return first;
}

function valueOf(text: string, { valueStart, valueEnd }: JsonMember): boolean {
  const value = text.slice(valueStart, valueEnd);
  if (value === 'true') return true;
  if (value === 'false') return false;
  throw new UncertainConfig(`has a debug that is neither true nor false: ${value.slice(0, 40)}`);
}

/** The new text, if it differs from the old one in `debug` and in nothing else. */
function certain(before: string, after: string, debug: { readonly debug?: boolean }): string {
  const { debug: _, ...others } = JSON.parse(before) as Record<string, unknown>;
  if (!isDeepStrictEqual(JSON.parse(after), { ...others, ...debug }))
    throw new UncertainConfig('cannot be changed with certainty');
  return after;
}
