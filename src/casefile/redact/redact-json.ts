/**
 * JSON of the runtimes without secrets: environments keep their names, command lines and everything else lose what looks like a
 * secret. Docker: Config.Env, Config.Cmd, Args (api/types). OCI runtime spec: `env` and `args` of the process.
 */
import { redactArguments, redactText } from './command-lines.ts';
import { isHarmlessValue, isSecretName } from './secret-names.ts';
import type { RedactionTally } from './redaction-tally.ts';

const ENVIRONMENTS = new Set(['env', 'envs']);
const COMMAND_LINES = new Set(['cmd', 'args', 'entrypoint', 'command']);
const DEEPEST = 64;

/** The same value; objects and lists are new. */
export function redactJson(value: unknown, tally: RedactionTally, key = '', depth = 0): unknown {
  if (depth > DEEPEST) return null;
  if (typeof value === 'string') return redactString(key, value, tally);
  if (Array.isArray(value)) return redactList(key, value, tally, depth);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, redactJson(inner, tally, name, depth + 1)]),
  );
}

function redactList(key: string, list: readonly unknown[], tally: RedactionTally, depth: number): unknown {
  const name = key.toLowerCase();
  const words = list.filter((one) => typeof one === 'string');
  if (words.length === list.length && ENVIRONMENTS.has(name))
    return words.map((word) => redactVariable(word, tally));
  if (words.length === list.length && COMMAND_LINES.has(name)) return redactArguments(words, tally);
  return list.map((one) => redactJson(one, tally, key, depth + 1));
}

/** `NAME=value`: whatever the name is, the value may be a secret. */
function redactVariable(variable: string, tally: RedactionTally): string {
  const equals = variable.indexOf('=');
  if (equals < 0 || equals === variable.length - 1) return variable;
  return `${variable.slice(0, equals)}=${tally.replace('environment')}`;
}

function redactString(key: string, value: string, tally: RedactionTally): string {
  if (isSecretName(key) && !isHarmlessValue(value)) return tally.replace('credential');
  return redactText(value, tally);
}
