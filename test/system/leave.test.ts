import { execFile, execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../host/temporary-folder.ts';

const scratch = temporaryFolder();
/** Node itself would wait for the thread that opens the pipe until somebody kills it. */
const PATIENCE_MS = 20_000;

test('a process whose file system hangs ends at once, with its status', async () => {
  const pipe = join(scratch, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const script = `
    import { open } from 'node:fs/promises';
    import { leave } from './dist/system/leave.js';
    void open(${JSON.stringify(pipe)});
    setTimeout(() => leave(3), 100);
  `;
  const ended = await new Promise<{ code: unknown; killed: boolean }>((resolve) => {
    execFile(
      process.execPath,
      ['--input-type=module', '-e', script],
      { timeout: PATIENCE_MS, killSignal: 'SIGKILL' },
      (error) => resolve({ code: error?.code, killed: error?.killed ?? false }),
    );
  });
  expect(ended).toEqual({ code: 3, killed: false });
});
