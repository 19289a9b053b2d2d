import { PLACEHOLDER, WHERE_TO_FIND } from '../../knowledge/command-rules.ts';
import type { FindingContainer } from '../../model/diagnosis.ts';
import { shellWord } from '../../wording/shell-word.ts';
import type { AdviceStatement } from '../../model/statements/advice.ts';
import type { Facts } from '../facts/facts.ts';

/** Values for placeholders, by their names. */
export type Names = Readonly<Record<string, string | undefined>>;

/** What this host can fill in: once for the host, and once for each container, pod or process that a finding is about. */
export interface HostNames {
  readonly host: Names;
  readonly each: readonly (readonly Names[])[];
}

export interface FilledCommand {
  readonly command: string;
  /** What could not be filled in, and what to know of what was. */
  readonly notes: readonly AdviceStatement[];
}

/** So many containers, pods or processes get a line of their own. */
const LINES_EACH = 8;

/** The names of a host and of what a finding is about. */
export function findNames(
  facts: Facts,
  containers: readonly FindingContainer[],
  stoppedPids: readonly number[],
): HostNames {
  const { hostname } = facts.snapshot.host;
  const containerdPid = facts.daemons.get('containerd')?.pid;
  return {
    host: {
      // What kubelet takes where it is given no other name: pkg/util/node GetHostname.
      NODE: hostname?.trim().toLowerCase(),
      CONTAINERD_PID: containerdPid === undefined ? undefined : String(containerdPid),
    },
    each: [
      containers.map(({ id, name }) => ({
        CONTAINER: isWord(name) ? name : id.slice(0, 12),
        CONTAINER_ID: id,
      })),
      containers.flatMap(({ pod }) => {
        const [namespace, name, ...more] = pod?.split('/') ?? [];
        return name === undefined || more.length > 0 ? [] : [{ POD: name, NAMESPACE: namespace }];
      }),
      stoppedPids.map((pid) => ({ STOPPED_PID: String(pid), BLOCKED_PID: String(pid) })),
    ],
  };
}

/** The command with all names that are known, each quoted for the shell; repeated for each container, pod or process. Pure. */
export function fillNames(template: string, { host, each }: HostNames): FilledCommand {
  const wanted = new Set([...template.matchAll(PLACEHOLDER)].map(([, name = '']) => name));
  const rows =
    each.find((one) => one.some((names) => Object.keys(names).some((name) => wanted.has(name)))) ?? [];
  const all = [
    ...new Set((rows.length === 0 ? [{}] : rows).map((row) => fill(template, { ...host, ...row }))),
  ];
  const shown = all.slice(0, LINES_EACH);
  const command = shown.join('\n');
  const left = [...wanted].filter((name) => command.includes(`<${name}>`));
  return {
    command,
    notes: [
      ...stateLeft(left),
      ...(wanted.has('NODE') && !left.includes('NODE') ? [{ kind: 'node-name-guessed' } as const] : []),
      ...(all.length > shown.length
        ? [{ kind: 'commands-cut', shown: shown.length, all: all.length } as const]
        : []),
    ],
  };
}

function fill(template: string, names: Names): string {
  return template.replaceAll(PLACEHOLDER, (placeholder, name: string) => {
    const value = names[name];
    return shellWord(isWord(value) ? value : placeholder);
  });
}

/** Not an option, whatever the host calls it. */
function isWord(value: string | undefined): value is string {
  return value !== undefined && value !== '' && !value.startsWith('-');
}

function stateLeft(names: readonly string[]): readonly AdviceStatement[] {
  const placeholders = names.flatMap((name) => {
    const where = WHERE_TO_FIND.get(name);
    return where === undefined || where === '' ? [] : [{ name, where }];
  });
  return placeholders.length === 0 ? [] : [{ kind: 'placeholders-left', placeholders }];
}
