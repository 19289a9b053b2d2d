import { signal } from '@preact/signals';
import type { HostEntry } from '../../src/serve/api.ts';

const AGAIN_MS = 250;
const MOST_AGAIN_MS = 2_000;
const MOST_STEPS = 50;
/** A browser opens six connections to a server, and each that is followed takes one. */
const MOST_FOLLOWED = 2;

/** The lines that each examination has said so far. */
export const steps = signal<ReadonlyMap<string, readonly string[]>>(new Map());

const followed = new Set<string>();

/** Listens to an examination until the returned function is called, or until it has ended and `onEnd` is there to hear it. */
export function followProgress(id: string, onEnd?: () => void): () => void {
  followed.add(id);
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let waitMs = AGAIN_MS;
  const open = (): void => {
    // Who listens anew hears all of it again.
    forgetSteps(id);
    source = new EventSource(`/api/hosts/${id}/progress`);
    source.addEventListener('step', (event: MessageEvent<unknown>) => {
      const line = readLine(event.data);
      if (line !== undefined) addStep(id, line);
    });
    source.addEventListener('end', ended);
    source.addEventListener('error', ended);
  };
  // The stream may be asked for before the examination has begun: then it ends at once, and is asked for again.
  const ended = (): void => {
    source?.close();
    if (onEnd === undefined) {
      timer = setTimeout(open, waitMs);
      waitMs = Math.min(waitMs * 2, MOST_AGAIN_MS);
    } else {
      stop();
      onEnd();
    }
  };
  const stop = (): void => {
    source?.close();
    clearTimeout(timer);
    followed.delete(id);
    forgetSteps(id);
  };
  open();
  return stop;
}

/** Listens to what others have examined, a few at a time. */
export function followOthers(hosts: readonly HostEntry[], onEnd: () => Promise<void>): void {
  for (const { id, state } of hosts) {
    if (state !== 'examining' || followed.has(id) || followed.size >= MOST_FOLLOWED) continue;
    followProgress(id, () => void onEnd());
  }
}

function addStep(id: string, line: string): void {
  const lines = steps.value.get(id) ?? [];
  if (lines.at(-1) === line) return;
  steps.value = new Map(steps.value).set(id, [...lines, line].slice(-MOST_STEPS));
}

function forgetSteps(id: string): void {
  if (!steps.value.has(id)) return;
  const rest = new Map(steps.value);
  rest.delete(id);
  steps.value = rest;
}

function readLine(data: unknown): string | undefined {
  try {
    const line: unknown = JSON.parse(String(data));
    return typeof line === 'string' ? line : undefined;
  } catch {
    return undefined;
  }
}
