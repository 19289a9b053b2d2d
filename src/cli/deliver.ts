import { HostError } from '../system/host-error.ts';
import { checkOutFile, writeOutFile } from '../host/out-file.ts';
import type { Call } from './command.ts';
import { fault, type Fault } from './faults.ts';
import type { CommonOptions } from './options.ts';

/** Hands a result over: to the file of `--out`, or to standard output. */
export async function deliver(call: Call, text: string): Promise<void> {
  const { force = false } = call.options;
  const out = namedFile(call.options);
  await call.progress.end();
  if (out === undefined) return call.stdout.write(text);
  await asFaults(out, () => writeOutFile(out, text, force));
}

/** Before anything is done: the file of `--out` can be made. */
export async function checkOut(options: CommonOptions): Promise<void> {
  const out = namedFile(options);
  if (out !== undefined) await asFaults(out, () => checkOutFile(out, options.force ?? false));
}

/** `-` is standard output. */
function namedFile({ out }: CommonOptions): string | undefined {
  return out === '-' ? undefined : out;
}

async function asFaults(path: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw error instanceof HostError ? outFault(path, error) : error;
  }
}

function outFault(path: string, error: HostError): Fault {
  const problem = error.message;
  if (error.reason === 'denied' && error.message.endsWith('exists already'))
    return fault('out-exists', { path: error.path }, { cause: error });
  if (error.reason === 'unsupported') return fault('out-not-a-file', { problem }, { cause: error });
  return fault('out-not-writable', { path, problem }, { cause: error });
}
