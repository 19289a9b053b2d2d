import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { tasks } from '../../../src/collect/tasks.ts';
import { openRecordedHost } from '../../../src/host/recorded/recorded-host.ts';
import type { Container } from '../../../src/model/container.ts';
import type { Gap } from '../../../src/model/gap.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import type { BlockedTask, TaskFacts } from '../../../src/model/task.ts';

export const ID = '7db26ac60ffde19fada9227c65675c1b27694821e3748090fedc9e6dcf8112e9';
export const UNAME = 'Linux node7 5.15.0-82-generic #91-Ubuntu SMP x86_64 GNU/Linux\n';

/** Writes a case from its files, made up after the real formats, and collects its tasks. */
export async function collectMadeCase(
  files: Readonly<Record<string, string>>,
  containers: readonly Container[] = [],
): Promise<{ facts: TaskFacts; gaps: readonly Gap[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'deadwait-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, text] of Object.entries({
    uname: UNAME,
    captured_at: '2026-11-24T02:08:59Z\n',
    ...files,
  })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const host = await openRecordedHost(folder);
  onTestFinished(() => host.close());
  const before: Snapshot = {
    host: { live: false },
    daemons: [],
    containers,
    goroutines: [],
    heaps: [],
    logs: [],
    gaps: [],
  };
  const { part, gaps } = await tasks.collect(host, { fullDumpLimit: 50_000, argumentProbes: [] }, before);
  if (part.tasks === undefined) throw new Error('the collector gave no tasks');
  return { facts: part.tasks, gaps };
}

/** The only blocked task of a made case. */
export async function blockedTaskOf(
  files: Readonly<Record<string, string>>,
  containers: readonly Container[] = [],
): Promise<BlockedTask> {
  const { facts } = await collectMadeCase(files, containers);
  const [task, ...others] = facts.blocked;
  if (task === undefined || others.length > 0) throw new Error(`${facts.blocked.length} blocked tasks`);
  return task;
}

/** One line of the thread table. */
export function psRow(
  pid: number,
  parentPid: number,
  state: string,
  wchan: string,
  comm: string,
  args: string,
): string {
  const number = (value: number): string => String(value).padStart(5);
  const head = `${number(pid)} ${number(pid)} ${number(parentPid)} ${state.padEnd(4)} ${wchan.padEnd(40)}`;
  return `${head} 02:07      78 ${comm.padEnd(15)} ${args}\n`;
}

/** The files of one blocked thread, 4711, with its line in the thread table. */
export function blockedThread(parts: {
  wchan: string;
  state?: string;
  stack?: string;
  syscall?: string;
  cgroup?: string;
  mountinfo?: string;
  fds?: string;
  command?: string;
}): Record<string, string> {
  const { wchan, state = 'D', command = '/app/worker' } = parts;
  const folder = 'proc/4711/task/4711';
  const files: Record<string, string> = {
    'tasks/ps-eLo.txt': psRow(4711, 1, state, wchan, 'worker', command),
    [`${folder}/status`]: `State:\t${state} (…)\nPid:\t4711\nSigPnd:\t0000000000000000\nShdPnd:\t0000000000000100\n`,
    [`${folder}/wchan`]: wchan,
    [`${folder}/cmdline`]: command.replaceAll(' ', '\0'),
  };
  const optional = {
    stack: parts.stack,
    syscall: parts.syscall,
    cgroup: parts.cgroup,
    mountinfo: parts.mountinfo,
  };
  for (const [name, text] of Object.entries(optional))
    if (text !== undefined) files[`${folder}/${name}`] = text;
  if (parts.fds !== undefined) files[`${folder}/fd.txt`] = parts.fds;
  return files;
}
