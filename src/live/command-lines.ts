import { readChild } from '../system/killable-child.ts';
import { peekProcText } from './kernel/proc-reading.ts';

const CHILD_DEADLINE_MS = 300;
const CHILDREN_AT_ONCE = 8;
/** More processes than these are not asked, and none after so many did not answer. */
const MAX_CHILDREN = 64;
const MAX_SILENT = 8;
const TURN = 200;

/**
 * Command lines as `ps` prints them, by pid; a process without one (kernel thread, zombie) is left out, and so is one that
 * does not tell. Processes that `mayHang` are read by children that are killed after 300 ms.
 */
export async function readCommandLines(
  procRoot: string,
  processes: readonly { readonly pid: number; readonly mayHang: boolean }[],
): Promise<ReadonlyMap<number, string>> {
  const lines = new Map<number, string>();
  const keep = (pid: number, text: string | undefined): void => {
    if (text !== undefined && text !== '') lines.set(pid, shown(text));
  };
  let read = 0;
  for (const { pid, mayHang } of processes) {
    if (mayHang) continue;
    keep(pid, peekProcText(`${procRoot}/${pid}/cmdline`));
    if (++read % TURN === 0) await new Promise((resume) => setImmediate(resume));
  }
  const risky = processes.filter(({ mayHang }) => mayHang).slice(0, MAX_CHILDREN);
  let silent = 0;
  for (let at = 0; at < risky.length && silent < MAX_SILENT; at += CHILDREN_AT_ONCE) {
    const batch = risky.slice(at, at + CHILDREN_AT_ONCE).map(async ({ pid }) => {
      const file = `${procRoot}/${pid}/cmdline`;
      try {
        const bytes = await readChild('cat', ['--', file], { path: file, deadlineMs: CHILD_DEADLINE_MS });
        keep(pid, Buffer.from(bytes).toString('utf8', 0, 4096));
      } catch {
        silent++;
      }
    });
    await Promise.all(batch);
  }
  return lines;
}

/** Words joined by blanks; control characters become `?`, as `ps` prints them. */
function shown(cmdline: string): string {
  let end = cmdline.length;
  while (cmdline[end - 1] === '\0') end--;
  return cmdline
    .slice(0, end)
    .replaceAll('\0', ' ')
    .replace(/\p{Cc}/gu, '?');
}
