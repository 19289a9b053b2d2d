import { signal } from '@preact/signals';
import type { ReportData } from '../../src/report/page/report-data.ts';
import { announce } from './announcer.tsx';
import { askFor, problemOf, Refused } from './ask.ts';
import { findHost, list, markHost, refreshHosts } from './hosts.ts';
import { followProgress } from './progress.ts';

interface ExamineOptions {
  /** Anew, although it was examined before. */
  readonly isAgain?: boolean;
  readonly signal?: AbortSignal;
}

/** The report of a host, which is examined first when it was not yet. Throws Refused, and what the signal throws. */
export async function examine(
  id: string,
  { isAgain = false, signal }: ExamineOptions = {},
): Promise<ReportData> {
  const isNew = isAgain || findHost(id)?.state !== 'examined';
  if (isNew) markHost(id, 'examining');
  const answer = askFor<ReportData>(
    'deadwait/report/v1',
    `/api/hosts/${id}/report${isAgain ? '?again=1' : ''}`,
    signal === undefined ? {} : { signal },
  );
  const stop = isNew ? followProgress(id) : undefined;
  try {
    return await answer;
  } finally {
    stop?.();
    if (isNew) void refreshHosts();
  }
}

/** Examines a host for its line in the list. */
export async function examineInList(id: string, name: string): Promise<void> {
  try {
    const { diagnosis } = await examine(id, { isAgain: findHost(id)?.state !== 'new' });
    announce(`${name}: ${diagnosis.verdict}, ${diagnosis.headline}`);
  } catch (error) {
    announce(`${name}: ${problemOf(error).says}`);
    if (error instanceof Refused && error.isAway) throw error;
  }
}

/** How far "Examine all" is; undefined while it does not run. */
export const batch = signal<{ readonly done: number; readonly of: number } | undefined>(undefined);

/** Those of the list that nobody has looked at yet, one after another, until `stopBatch`. */
export async function examineAll(): Promise<void> {
  const waiting = (list.value?.hosts ?? []).filter(({ state, kind }) => state === 'new' && kind !== 'live');
  batch.value = { done: 0, of: waiting.length };
  for (const [done, { id, name }] of waiting.entries()) {
    if (batch.value === undefined) return;
    batch.value = { done, of: waiting.length };
    try {
      if (findHost(id)?.state === 'new') await examineInList(id, name);
    } catch {
      // The server is away: what is left can be asked for when it is back.
      break;
    }
  }
  batch.value = undefined;
}

/** Ends it after the one that is examined now. */
export function stopBatch(): void {
  batch.value = undefined;
}
