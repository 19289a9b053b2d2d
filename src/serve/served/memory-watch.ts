// proc(5), /proc/pid/status: `VmRSS:	  124032 kB`; the kernel counts it without a lock of the process.

import { readFile } from 'node:fs/promises';

const EVERY_MS = 250;

/** Calls `onTooMuch` once when the process holds more resident memory than `mostBytes`. The function that it returns ends the watch. */
export function watchMemory(pid: number | undefined, mostBytes: number, onTooMuch: () => void): () => void {
  if (pid === undefined) return () => {};
  let ended = false;
  const end = (): void => {
    ended = true;
    clearInterval(timer);
  };
  const timer = setInterval(() => {
    void readFile(`/proc/${pid}/status`, 'latin1').then(
      (text) => {
        const kibibytes = Number(/^VmRSS:\s+(\d+) kB$/m.exec(text)?.[1]);
        if (ended || !(kibibytes * 1024 > mostBytes)) return;
        end();
        onTooMuch();
      },
      () => {},
    );
  }, EVERY_MS);
  timer.unref();
  return end;
}
