import { joinChunks } from '../system/chunks.ts';
import { inSeconds, withDeadline } from '../system/deadline.ts';
import { HostError } from '../system/host-error.ts';
import { startChild } from '../system/killable-child.ts';

const MAX_OUTPUT_BYTES = 64 * 1024;

/**
 * Runs a command that changes something, in a child that is killed after the deadline and then left alone, whatever it hangs
 * on; what it printed. HostError with the command's own complaint when it fails; `says` names it in messages.
 */
export async function changeThroughChild(
  command: string,
  args: readonly string[],
  { says, deadlineMs }: { readonly says: string; readonly deadlineMs: number },
): Promise<string> {
  const child = startChild(command, args, { path: says, deadlineMs, failsTo: 'be run' });
  try {
    const bytes = await withDeadline(
      joinChunks(child.chunks, MAX_OUTPUT_BYTES, says),
      deadlineMs,
      says,
      command,
    );
    return Buffer.from(bytes).toString('utf8');
  } catch (error) {
    if (error instanceof HostError && error.reason === 'timeout') {
      const message = `${command} did not return within ${inSeconds(deadlineMs)}; it was killed and left alone`;
      throw new HostError(says, 'timeout', message, { cause: error });
    }
    throw error;
  } finally {
    child.abandon();
  }
}
