import { effect, signal } from '@preact/signals';
import type { Problem } from '../../src/serve/api.ts';
import { formatBytes } from '../../src/wording/figures.ts';
import { announce } from './announcer.tsx';
import { AWAY, connection, problemOf } from './ask.ts';
import { list, refreshHosts } from './hosts.ts';
import { hostAddress, LIST, readRoute } from './route.ts';
import { sendFile } from './send-file.ts';

/** A file on its way to the server, or one that it would not have. */
export interface Upload {
  readonly key: number;
  readonly file: File;
  readonly sentBytes: number;
  readonly state: 'waiting' | 'sending' | 'failed';
  readonly problem?: Problem;
  /** How often its sending broke off. */
  readonly brokenOff: number;
  /** It came alone: it is opened when it is there. */
  readonly isAlone: boolean;
}

export const uploads = signal<readonly Upload[]>([]);

/** A server that refuses a file in the midst of it may only hang up, which looks as if it had gone away. */
const MOST_BROKEN_OFF = 1;
const BROKEN_OFF: Problem = {
  says: 'The connection broke off while it was sent, twice.',
  hint: 'What the server wrote in its terminal may tell why.',
};

let lastKey = 0;
let running: { readonly key: number; readonly abort: AbortController } | undefined;

/** Sends files one after another; what is too large is refused before it is sent. */
export function upload(files: readonly File[]): void {
  const most = list.value?.uploadBytes ?? Infinity;
  const added = files.map((file): Upload => {
    const base = { key: ++lastKey, file, sentBytes: 0, brokenOff: 0, isAlone: files.length === 1 };
    return file.size > most
      ? { ...base, state: 'failed', problem: tooLarge(file, most) }
      : { ...base, state: 'waiting' };
  });
  uploads.value = [...uploads.value, ...added];
  for (const { file, problem } of added) if (problem !== undefined) announce(`${file.name}: ${problem.says}`);
  if (files.length > 1 && readRoute(location.hash.slice(1)).page !== 'list') location.hash = LIST;
  void sendNext();
}

/** Forgets one, and stops it when it is on its way. */
export function dismissUpload(key: number): void {
  if (running?.key === key) running.abort.abort();
  uploads.value = uploads.value.filter((each) => each.key !== key);
}

export function retryUpload(key: number): void {
  change(key, { state: 'waiting', sentBytes: 0, brokenOff: 0 });
  void sendNext();
}

/** Says it of a file that cannot be sent at all. */
export function refuseUpload(name: string, problem: Problem): void {
  const file = new File([], name);
  uploads.value = [
    ...uploads.value,
    { key: ++lastKey, file, sentBytes: 0, brokenOff: 0, state: 'failed', problem, isAlone: false },
  ];
  announce(`${name}: ${problem.says}`);
}

/** What could not be sent while the server was away is sent when it is back. */
export function resumeUploads(): void {
  effect(() => {
    if (connection.value === 'here') void sendNext();
  });
}

async function sendNext(): Promise<void> {
  const next = uploads.peek().find(({ state }) => state === 'waiting');
  if (next === undefined || running !== undefined || connection.peek() !== 'here') return;
  const { key, file, isAlone, brokenOff } = next;
  const abort = new AbortController();
  running = { key, abort };
  change(key, { state: 'sending' });
  announce(`Sending ${file.name}`);
  try {
    const host = await sendFile(file, abort.signal, (sentBytes) => change(key, { sentBytes }));
    announce(`${host.name} was added`);
    await refreshHosts();
    uploads.value = uploads.value.filter((each) => each.key !== key);
    if (isAlone && uploads.value.every(({ state }) => state === 'failed'))
      location.hash = hostAddress(host.id);
  } catch (error) {
    const problem = error === AWAY ? BROKEN_OFF : problemOf(error);
    if (error === AWAY && brokenOff < MOST_BROKEN_OFF)
      change(key, { state: 'waiting', sentBytes: 0, brokenOff: brokenOff + 1 });
    else if (!abort.signal.aborted) {
      change(key, { state: 'failed', problem });
      announce(`${file.name}: ${problem.says}`);
    }
  } finally {
    running = undefined;
  }
  void sendNext();
}

function change(key: number, news: Partial<Upload>): void {
  uploads.value = uploads.value.map((each) => (each.key === key ? { ...each, ...news } : each));
}

function tooLarge({ size }: File, most: number): Problem {
  return {
    says: `It has ${formatBytes(size)}, and the server takes ${formatBytes(most)} at most.`,
    hint: 'Put it into a folder that deadwait serve lists: those may be of any size.',
  };
}
