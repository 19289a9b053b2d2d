// Secrets on the lines below their name, in YAML and in JSON that is printed on many lines:
//
//     password: |                    "password": {                   - name: DB_PASSWORD            env:
//       two lines                      "value": "x"                    value: x                       - name: A
//                                    }                                                                  value: x
import { ENVIRONMENTS, REFERENCES } from './json-secrets.ts';
import { isHarmlessValue } from './name-rules.ts';
import type { RuleSet } from './rule-set.ts';
import type { Span } from './span.ts';
import { trimEndOf } from './trim-end.ts';

const KEY = /^([ \t]*(?:-[ \t]+)*)(["']?)([\w./-]{1,96})\2[ \t]*:(?:[ \t]+|$)/;
const ITEM = /^[ \t]*-[ \t]+/;
const OPENING = /^(?:(?:![\w!/-]{1,32})?(?:[ \t]*[|>][-+\d]{0,3})?|[[{])[ \t]*(?:#.*)?\r?$/;
const SCALAR = /^(?:![\w!/-]{1,32}[ \t]*)?[|>]/;

/** Lines that belong to a secret's name, as long as they stand further in. */
export interface OpenBlock {
  readonly indent: number;
  /** `scalar`: all of each line; `secret`: every value; `environment`: values of variables; `data`: what looks like base64. */
  readonly is: 'scalar' | 'secret' | 'environment' | 'data';
}

/** What lines before this one have begun. */
export interface BlockState {
  readonly block?: OpenBlock;
  /** `name: DB_PASSWORD` stood on the line before: the value of the next `value:` is secret, for so many lines. */
  readonly pairLines?: number;
  readonly isSecretKind?: boolean;
}

/** Adds what one line has of the blocks that are open; what is open behind it. */
export function findBlockSecrets(line: string, state: BlockState, rules: RuleSet, found: Span[]): BlockState {
  if (line.length > 64 * 1024) return {};
  const block = state.block !== undefined && isInside(line, state.block) ? state.block : undefined;
  if (block !== undefined) findInBlock(line, block, found);
  const key = KEY.exec(line);
  if (key === null) {
    const rest = line.trim() === '' || /^[ \t]*[[\]{},]/.test(line);
    return rest || block !== undefined ? { ...state, ...(block === undefined ? {} : { block }) } : {};
  }
  const [whole, before = '', , name = ''] = key;
  const value = line.slice(whole.length);
  const indent = before.length;
  const plain = trimEndOf(trimEndOf(value, ' \t\r').replace(/,$/, ''), ' \t').replace(/^(["'])(.*)\1$/, '$2');
  if (state.pairLines !== undefined && /^(?:value|val)$/i.test(name))
    addValue(line, whole.length, found, 'credential');
  const isSecretKind = name === 'kind' ? plain === 'Secret' : state.isSecretKind;
  const opened =
    block?.is === 'scalar' || block?.is === 'secret'
      ? undefined
      : opens(name, value, indent, rules, isSecretKind === true);
  const isNamed = rules.has('pair') && /^(?:name|key)$/i.test(name) && rules.isSecretName(plain);
  const pairLines = isNamed
    ? 3
    : state.pairLines === undefined || state.pairLines < 2
      ? undefined
      : state.pairLines - 1;
  const open = opened ?? block;
  return {
    ...(open === undefined ? {} : { block: open }),
    ...(pairLines === undefined || /^(?:value|val)$/i.test(name) ? {} : { pairLines }),
    ...(isSecretKind === undefined ? {} : { isSecretKind }),
  };
}

function opens(
  name: string,
  value: string,
  indent: number,
  rules: RuleSet,
  isSecretKind: boolean,
): OpenBlock | undefined {
  if (!OPENING.test(value)) return undefined;
  if (/^(?:string)?data$/i.test(name) && rules.has('kubernetes-secret'))
    return { indent, is: isSecretKind || /^string/i.test(name) ? 'secret' : 'data' };
  if (ENVIRONMENTS.test(name) && rules.has('environment-text')) return { indent, is: 'environment' };
  if (!rules.has('yaml-block') || !rules.isSecretName(name)) return undefined;
  return { indent, is: SCALAR.test(value) ? 'scalar' : 'secret' };
}

/** Further in than its name, blank, or an item of a list at the same place. */
function isInside(line: string, { indent, is }: OpenBlock): boolean {
  if (line.trim() === '') return true;
  const own = /^[ \t]*/.exec(line)?.[0].length ?? 0;
  return own > indent || (own === indent && is !== 'scalar' && ITEM.test(line));
}

function findInBlock(line: string, { is }: OpenBlock, found: Span[]): void {
  const kind = is === 'environment' ? 'environment' : 'credential';
  const key = is === 'scalar' ? null : KEY.exec(line);
  if (key === null) {
    const from = (is === 'scalar' ? /^[ \t]*/ : /^[ \t]*(?:-[ \t]+)?["']?/).exec(line)?.[0].length ?? 0;
    const equals = is === 'environment' ? line.indexOf('=', from) + 1 : from;
    if ((is === 'environment' && equals === 0) || is === 'data') return;
    return addValue(line, equals, found, kind);
  }
  const name = key[3] ?? '';
  if (OPENING.test(line.slice(key[0].length))) return;
  if (
    is === 'environment'
      ? /^(?:name|valueFrom|key|optional|fieldPath|apiVersion)$/i.test(name)
      : REFERENCES.test(name)
  )
    if (is !== 'data') return;
  const value = line.slice(key[0].length).trim();
  if (is === 'data' && !(value.length % 4 === 0 && /^["']?[A-Za-z0-9+/]{4,}={0,2}["']?$/.test(value))) return;
  addValue(line, key[0].length, found, kind);
}

/** The value from here to the end of the line, without quotes, commas and closing brackets. */
function addValue(line: string, at: number, found: Span[], kind: Span['kind']): void {
  let from = at;
  let to = line.length;
  while (to > from && ' \t\r,'.includes(line[to - 1] ?? 'x')) to--;
  const quote = line[from] ?? '';
  if ((quote === '"' || quote === "'") && line[to - 1] === quote && to - from >= 2) {
    from++;
    to--;
  } else if (line[to - 1] === '"' || line[to - 1] === "'") to--;
  const value = line.slice(from, to);
  if (value === '' || /^[[\]{}]$/.test(value) || isHarmlessValue(value)) return;
  found.push({ from, to, kind });
}
