import { leave } from '../system/leave.ts';
import { EXIT } from './exit-status.ts';
import { run } from './main.ts';
import { streamTo } from './streams.ts';

/** How long an interrupted deadwait lets the host be closed. */
const CLOSE_MS = 1_000;

/** Resolves at the first SIGINT or SIGTERM; a second one ends the process as usual. */
function stopped(): Promise<void> {
  return new Promise((resolve) => {
    const stop = (): void => {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
      resolve();
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
  });
}

/** Runs deadwait in this process, and ends it: nothing that still hangs on the sick host keeps it alive. */
export async function start(): Promise<never> {
  const closers: (() => Promise<void>)[] = [];
  const interrupt = (): void => {
    const closed = Promise.allSettled(closers.map((close) => close()));
    const patience = new Promise((resolve) => setTimeout(resolve, CLOSE_MS));
    void Promise.race([closed, patience]).then(() => leave(EXIT.interrupted));
  };
  process.once('SIGINT', interrupt);
  const status = await run(process.argv.slice(2), {
    environment: process.env,
    stdin: process.stdin,
    stdout: streamTo(process.stdout),
    stderr: streamTo(process.stderr),
    onInterrupt: (close) => closers.push(close),
    untilStopped: () => {
      process.off('SIGINT', interrupt);
      return stopped();
    },
  });
  return leave(status);
}
