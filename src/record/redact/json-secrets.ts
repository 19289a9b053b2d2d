/**
 * Secrets of JSON by where they stand. Docker: Config.Env, Config.Cmd, Path + Args, Healthcheck.Test (api/types). OCI runtime spec:
 * `env` and `args` of the process. Kubernetes: env[].value, `data` of a Secret, options of a container's `command` + `args`.
 */
import { findInArguments, type FindSecrets } from './arguments.ts';
import type { JsonMember, JsonNode, JsonObject } from './json-tree.ts';
import { isHarmlessValue } from './name-rules.ts';
import { REDACTED } from './redaction-tally.ts';
import type { Structure } from './rule.ts';
import type { RuleSet } from './rule-set.ts';
import type { Span } from './span.ts';
import { unescape } from './unescape.ts';

export const ENVIRONMENTS = /^(?:env|envs|environment|environ)$/i;
const COMMAND_LINES = /^(?:cmd|args|entrypoint|command|argv|test|cmdline|commandline|processargs)$/i;
const PROGRAM_OF = new Map([
  ['args', ['path', 'command', 'entrypoint', 'program', 'executable']],
  ['cmd', ['entrypoint', 'path']],
]);
/** Members of what a secret's name stands before, that tell which secret and not what it is. */
export const REFERENCES =
  /^(?:name|key|kind|namespace|uid|path|mode|optional|items|type|defaultmode|apiversion|ref|id|version|secretname|source|target|file|fieldpath)$/i;
const PAIR_NAMES = /^(?:name|key|k)$/i;
const PAIR_VALUES = /^(?:value|val|v|default|content|data)$/i;

/** AWS: the id of a key, and what a secret key looks like: 40 characters of both cases. */
const AWS_KEY_ID = /^A(?:KIA|SIA)[A-Z0-9]{16}$/;
const AWS_SECRET_KEY = /^(?=.*[A-Z])(?=.*[a-z])[A-Za-z0-9+/]{40}$/;

interface Place {
  /** Everything here is secret. */
  readonly secret?: boolean;
  readonly environment?: boolean;
  /** What else may hide: options of a program that was named beside. */
  readonly program?: readonly string[];
}

/** Adds the secrets of a value that stands under a name. */
export class JsonSecrets {
  readonly #text: string;
  readonly #rules: RuleSet;
  readonly #findSecrets: FindSecrets;
  readonly #found: Span[];

  constructor(text: string, rules: RuleSet, findSecrets: FindSecrets, found: Span[]) {
    this.#text = text;
    this.#rules = rules;
    this.#findSecrets = findSecrets;
    this.#found = found;
  }

  visit(node: JsonNode, name = '', place: Place = {}): void {
    const named =
      place.secret === true || (this.#rules.isSecretName(name) && (this.#rules.has('group') || isLeaf(node)));
    switch (node.type) {
      case 'string':
        return this.#string(node, name, place);
      case 'literal':
        if (named && /\d/.test(this.#text[node.from] === '-' ? '1' : (this.#text[node.from] ?? '')))
          this.#literal(node);
        return;
      case 'list':
        return this.#list(node.items, name, { ...place, secret: named });
      case 'object':
        return this.#object(node, name, { ...place, secret: named });
    }
  }

  #string(node: JsonNode, name: string, place: Place): void {
    const decoded = this.#decode(node);
    if (place.secret === true || this.#rules.isSecret(name, decoded.text)) {
      if (!isHarmlessValue(decoded.text)) this.#add(node.from + 1, node.to - 1, 'credential');
      return;
    }
    if (place.environment === true && decoded.text !== '') {
      this.#add(node.from + 1, node.to - 1, 'environment');
      return;
    }
    this.#map(decoded, this.#findSecrets(decoded.text));
  }

  #list(items: readonly JsonNode[], name: string, place: Place): void {
    if (place.secret !== true && items.length > 0 && items.every(({ type }) => type === 'string')) {
      if (ENVIRONMENTS.test(name) && this.#rules.has('environment')) return this.#variables(items);
      if (COMMAND_LINES.test(name)) return this.#command(items, place.program);
    }
    const environment = ENVIRONMENTS.test(name) && this.#rules.has('environment');
    for (const item of items)
      this.visit(item, environment ? '' : name, { secret: place.secret === true, environment });
  }

  /** `NAME=value`: whatever the name is, the value may be a secret. */
  #variables(items: readonly JsonNode[]): void {
    for (const item of items) {
      const decoded = this.#decode(item);
      const equals = decoded.text.indexOf('=');
      if (equals >= 0 && equals < decoded.text.length - 1)
        this.#add(decoded.place(equals + 1), item.to - 1, 'environment');
    }
  }

  #command(items: readonly JsonNode[], program: readonly string[] | undefined): void {
    const words = items.map((item) => this.#decode(item));
    const spans = findInArguments(
      words.map(({ text }) => text),
      this.#rules,
      this.#findSecrets,
      program,
    );
    words.forEach((word, index) => this.#map(word, spans[index] ?? []));
  }

  #object({ members }: JsonObject, name: string, place: Place): void {
    const has = (structure: Structure): boolean => this.#rules.has(structure);
    const isEnvironmentMap =
      ENVIRONMENTS.test(name) && has('environment') && members.every(({ value }) => isLeaf(value));
    const named = this.#secretPair(members);
    const isSecretObject =
      has('kubernetes-secret') &&
      members.some(({ name, value }) => name === 'kind' && this.#plain(value) === 'Secret');
    const hasAwsId = has('aws-object') && members.some(({ value }) => AWS_KEY_ID.test(this.#plain(value)));
    for (const { name, value } of members) {
      const isValue = PAIR_VALUES.test(name);
      const secret =
        (place.secret === true && !(REFERENCES.test(name) && isLeaf(value))) ||
        (named && isValue) ||
        (hasAwsId && AWS_SECRET_KEY.test(this.#plain(value))) ||
        (isSecretObject && /^(?:string)?data$/i.test(name));
      const environment = isEnvironmentMap || (place.environment === true && isValue);
      const program = has('split-command') ? this.#programFor(name, members) : undefined;
      // below a reference, a name is that of the secret
      const key = place.secret === true && REFERENCES.test(name) ? '' : name;
      this.visit(value, key, { secret, environment, ...(program === undefined ? {} : { program }) });
    }
  }

  #secretPair(members: readonly JsonMember[]): boolean {
    if (!this.#rules.has('pair') || !members.some(({ name }) => PAIR_VALUES.test(name))) return false;
    return members.some(
      ({ name, value }) =>
        PAIR_NAMES.test(name) && value.type === 'string' && this.#rules.isSecretName(this.#plain(value)),
    );
  }

  /** The words of the field that names the program of these arguments. */
  #programFor(name: string, members: readonly JsonMember[]): readonly string[] | undefined {
    const fields = PROGRAM_OF.get(name.toLowerCase()) ?? [];
    for (const field of fields) {
      const value = members.find((member) => member.name.toLowerCase() === field)?.value;
      if (value?.type === 'string') return this.#plain(value).split(' ');
      if (value?.type === 'list') return value.items.map((item) => this.#plain(item));
    }
    return undefined;
  }

  #plain(node: JsonNode): string {
    return node.type === 'string' ? this.#decode(node).text : '';
  }

  #decode({ from, to }: JsonNode): { readonly text: string; place(at: number): number } {
    return (
      unescape(this.#text, from + 1, to - 1) ?? {
        text: this.#text.slice(from + 1, to - 1),
        place: (at) => from + 1 + at,
      }
    );
  }

  #map(decoded: { place(at: number): number }, spans: readonly Span[]): void {
    for (const span of spans) {
      const put = span.put === undefined ? {} : { put: JSON.stringify(span.put).slice(1, -1) };
      this.#found.push({ ...span, ...put, from: decoded.place(span.from), to: decoded.place(span.to) });
    }
  }

  #add(from: number, to: number, kind: Span['kind']): void {
    if (from < to) this.#found.push({ from, to, kind });
  }

  #literal({ from, to }: JsonNode): void {
    this.#found.push({ from, to, kind: 'credential', put: `"${REDACTED}"` });
  }
}

function isLeaf({ type }: JsonNode): boolean {
  return type === 'string' || type === 'literal';
}
