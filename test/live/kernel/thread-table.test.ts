import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readThreads } from '../../../src/live/kernel/thread-table.ts';
import { temporaryFolder } from '../../host/temporary-folder.ts';

it('a child of pid 2 in a pid namespace is no thread of the kernel: its arguments are read', async () => {
  const procRoot = temporaryFolder();
  const add = (pid: number, comm: string, parent: number, flags: number, cmdline: string): void => {
    const task = join(procRoot, `${pid}/task/${pid}`);
    mkdirSync(task, { recursive: true });
    writeFileSync(join(task, 'stat'), `${pid} (${comm}) S ${parent} 0 0 0 -1 ${flags}${' 0'.repeat(43)}\n`);
    writeFileSync(join(procRoot, `${pid}/cmdline`), cmdline);
  };
  add(1, 'init', 0, 4194560, '/init\0');
  add(2, 'bash', 1, 4194560, 'bash\0-l\0');
  add(3, 'dd', 2, 4194560, 'dd\0if=/hung/file\0');
  add(4, 'kworker/0:0', 1, 69238880, '');
  const threads = await readThreads(procRoot);
  expect(threads.map(({ args }) => args)).toEqual(['/init', 'bash -l', 'dd if=/hung/file', '[kworker/0:0]']);
  expect(threads.filter(({ isKernel }) => isKernel === true).map(({ pid }) => pid)).toEqual([4]);
});
