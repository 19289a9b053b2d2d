import { writeFile } from 'node:fs/promises';
import type { Call } from './command.ts';
import { fault } from './faults.ts';

/** Hands a result over: to the file of `--out`, or to standard output. */
export async function deliver(call: Call, text: string): Promise<void> {
  const { out } = call.options;
  await call.progress.end();
  if (out === undefined) return call.stdout.write(text);
  try {
    await writeFile(out, text);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw fault('out-not-writable', { path: out, problem }, { cause: error });
  }
}
