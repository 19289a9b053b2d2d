/**
 * The definition of a known log message, as its file in knowledge/log-messages has it: what a line looks like, what it means,
 * and what it counts as.
 *
 *     id: dockerd-using-the-force-old
 *     needles: ['Container ']
 *     regex: 'Container (?<containerId>[0-9a-f]{12,64}) failed to exit within (?<gracePeriod>-?\d+) seconds of signal …'
 */
import { ParseError } from '../parse-error.ts';

/** What a message tells for counting. One line of a role is one event, unless its definition says `echoes`. */
export const LOG_ROLES = [
  'stop-attempt', // a caller (kubelet) begins to stop a container
  'stop-request', // a daemon accepted a request to stop; kill-request …: likewise
  'kill-request',
  'restart-request',
  'delete-request',
  'start-request',
  'inspect-request',
  'exec-request',
  'stop-escalated', // the grace period is over: SIGKILL
  'kill-unanswered', // the container is still there some time after SIGKILL
  'stop-answered', // the daemon answered a stop: done
  'stop-answered-with-error', // the daemon answered a stop: failed
  'kill-answered-with-error',
  'delete-answered-with-error',
  'request-answered-with-error', // any other request to the daemon
  'stop-failed', // a caller gave up one attempt
  'exit-event', // the exit of a task was announced
  'exit-lost', // the exit of a task was not announced, or not taken in
  'event-stream', // the stream of events broke, or is being set up anew
  'runtime-silent', // a caller waits in vain for the runtime
  'unkillable', // the daemon itself says that a process cannot be killed
  'fd-exhausted',
  'hung-task',
  'backend-silent', // a server or device does not answer the kernel
  'exec',
  'health',
  'shim',
  'volume',
  'other',
] as const;
export type LogRole = (typeof LOG_ROLES)[number];

/** By what a stop (or another request) came in. */
export type LogCaller = 'kubelet' | 'docker-api' | 'cri';

/** One known message, as its YAML file has it. */
export interface LogMessageDefinition {
  readonly id: string;
  /** Who writes it: `dockerd`, `containerd`, `kubelet`, `crio`, `kernel`, `systemd`. It may stand in another one's log. */
  readonly component: string;
  readonly role: LogRole;
  readonly caller?: LogCaller;
  /** Another message's id: this line tells of an event that the other one counts. */
  readonly echoes?: string;
  readonly means: string;
  /** As the source has it, with its format verbs. */
  readonly template: string;
  readonly versions: string;
  /** Literal, ASCII. A line without any of them is not looked at. */
  readonly needles: readonly string[];
  /** Tried where a needle stands, so it begins with the needle. `containerId` is a name for 12 to 64 hexadecimal digits. */
  readonly regex: string;
  /** Named groups, besides containerId, whose values are counted apart. */
  readonly per?: readonly string[];
  readonly priority?: number;
  readonly samples: readonly string[];
  /** `moby@v18.09.2:daemon/stop.go:78` */
  readonly sources?: readonly string[];
  readonly note?: string;
}

const CALLERS: readonly LogCaller[] = ['kubelet', 'docker-api', 'cri'];

/** Checks what a definition's file holds. Throws ParseError that names the key; unknown keys are ignored. */
export function parseLogMessageDefinition(content: unknown): LogMessageDefinition {
  if (typeof content !== 'object' || content === null) return fail('a mapping', content);
  const entries = new Map<string, unknown>(Object.entries(content));
  const text = (key: string): string => {
    const value = entries.get(key);
    return typeof value === 'string' && value !== '' ? value : fail(`${key}: a text`, value);
  };
  const texts = (key: string): readonly string[] => {
    const value: unknown = entries.get(key);
    return isTexts(value) ? value : fail(`${key}: a list of texts`, value);
  };
  const role = LOG_ROLES.find((known) => known === entries.get('role'));
  const caller = CALLERS.find((known) => known === entries.get('caller'));
  const priority = entries.get('priority');
  if (entries.has('caller') && caller === undefined)
    fail(`caller: ${CALLERS.join(' or ')}`, entries.get('caller'));
  if (entries.has('priority') && typeof priority !== 'number') fail('priority: a number', priority);
  return {
    id: text('id'),
    component: text('component'),
    role: role ?? fail(`role: one of ${LOG_ROLES.join(', ')}`, entries.get('role')),
    ...(caller === undefined ? {} : { caller }),
    ...(entries.has('echoes') ? { echoes: text('echoes') } : {}),
    means: text('means'),
    template: text('template'),
    versions: text('versions'),
    needles: texts('needles'),
    regex: text('regex'),
    ...(entries.has('per') ? { per: texts('per') } : {}),
    ...(typeof priority === 'number' ? { priority } : {}),
    samples: texts('samples'),
    ...(entries.has('sources') ? { sources: texts('sources') } : {}),
    ...(entries.has('note') ? { note: text('note') } : {}),
  };
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function fail(expected: string, found: unknown): never {
  throw new ParseError('log message', 0, expected, JSON.stringify(found) ?? 'nothing');
}
