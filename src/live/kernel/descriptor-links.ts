// What the descriptors of a process point to: the links below /proc/<pid>/fd.
//
// Source: proc_pid_fd(5). A link is read, never followed: its target may lie on a file system that does not answer.
// readdir and readlink of these entries take no lock that a blocked task holds (Linux 6.12, fs/proc/fd.c), so they are
// made synchronously, which is five times as fast as asking libuv's threads for each.

import { readdirSync, readlinkSync } from 'node:fs';
import { HostError } from '../../system/host-error.ts';
import { hostError } from '../../system/system-error.ts';

/** The event loop gets its turn after so many links, which take about 5 ms. */
const LINKS_PER_TURN = 2_000;

/** When to let others run, and when to give up; shared by all processes of one scan. */
export class Turns {
  #links = 0;
  readonly #deadlineAt: number;

  /** `deadlineAt` is on the clock of `performance.now()`. */
  constructor(deadlineAt: number) {
    this.#deadlineAt = deadlineAt;
  }

  /** Counts one link; true when a turn is over. */
  count(): boolean {
    return ++this.#links % LINKS_PER_TURN === 0;
  }

  /** Lets the event loop run; false when time is up. */
  async next(): Promise<boolean> {
    await new Promise((resume) => setImmediate(resume));
    return !this.over;
  }

  get over(): boolean {
    return performance.now() > this.#deadlineAt;
  }
}

/**
 * Shows each descriptor of a process and its target to `visit`; one that was closed meanwhile is passed over. False when
 * time was up before the last. Rejects with HostError (`absent`, `denied`) when the descriptors cannot be listed.
 */
export async function visitDescriptorLinks(
  procRoot: string,
  pid: number,
  turns: Turns,
  visit: (descriptor: string, target: string) => void,
): Promise<boolean> {
  const folder = `${procRoot}/${pid}/fd`;
  let descriptors: string[];
  try {
    descriptors = readdirSync(folder);
  } catch (cause) {
    throw hostError(`proc/${pid}/fd`, cause);
  }
  for (const descriptor of descriptors) {
    const target = readLink(`${folder}/${descriptor}`);
    if (target !== undefined) visit(descriptor, target);
    if (turns.count() && !(await turns.next())) return false;
  }
  return true;
}

/** The descriptors of one process as `<fd> <target>` lines, by number. Rejects with HostError, also when time is up. */
export async function readDescriptorList(procRoot: string, pid: number, deadlineMs: number): Promise<string> {
  const turns = new Turns(performance.now() + deadlineMs);
  const links: { readonly descriptor: number; readonly target: string }[] = [];
  const complete = await visitDescriptorLinks(procRoot, pid, turns, (descriptor, target) => {
    links.push({ descriptor: Number(descriptor), target });
  });
  if (!complete) {
    throw new HostError(
      `proc/${pid}/fd.txt`,
      'timeout',
      `process ${pid} has too many descriptors for ${deadlineMs} ms`,
    );
  }
  links.sort((a, b) => a.descriptor - b.descriptor);
  return links.map(({ descriptor, target }) => `${descriptor} ${target}\n`).join('');
}

/** The target of a link of /proc; undefined when it is gone or may not be read. */
export function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

/** The target of such a link as a line of text: `mnt:[4026531832]`. HostError otherwise; `path` is for its message. */
export function readLinkText(file: string, path: string): Uint8Array {
  try {
    return Buffer.from(`${readlinkSync(file)}\n`);
  } catch (cause) {
    throw hostError(path, cause);
  }
}
