import { setTimeout as sleep } from 'node:timers/promises';
import { watchNext, type Watched } from '../../report/watch/watched.ts';
import { createLooker, type Looker } from '../../watch/looker.ts';
import type { Call } from '../command.ts';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { fault } from '../faults.ts';
import { openThisHost } from '../open-host.ts';
import { withKnowledge } from '../with-knowledge.ts';
import { factsToShow } from '../without-secrets.ts';
import { openView, type View } from './view.ts';

/** Between two looks there is at least this much time, however long they take. */
const LEAST_PAUSE_MS = 1000;

/** Looks at this host again and again until it is told to end; the status is that of the last look. */
export async function watch(call: Call, seconds: number): Promise<ExitStatus> {
  refuseOptions(call);
  await call.progress.end();
  const intervalMs = seconds * 1000;
  const looker = await withKnowledge(() =>
    createLooker({
      open: () => openThisHost({ ...call, onInterrupt: () => {} }),
      knowledgeFolders: call.options.knowledge,
      intervalMs,
      now: () => Date.now(),
      redact: (diagnosis) => factsToShow(call, diagnosis),
    }),
  );
  const ending = new AbortController();
  void call.untilStopped().then(() => ending.abort());
  const view = await openView(call, intervalMs);
  try {
    return statusOf(await watchUntil(ending.signal, { call, looker, view, intervalMs }));
  } finally {
    await view.close();
  }
}

interface Watching {
  readonly call: Call;
  readonly looker: Looker;
  readonly view: View;
  readonly intervalMs: number;
}

/** One look at a time; the last of them, or undefined when it ended before the first. */
async function watchUntil(
  ended: AbortSignal,
  { call, looker, view, intervalMs }: Watching,
): Promise<Watched | undefined> {
  let watched: Watched | undefined;
  for (;;) {
    const beganMs = Date.now();
    const looking = looker.look();
    // When it is ended in the middle of a look, nobody waits for that any more.
    looking.catch(() => {});
    const look = await orEnded(looking, ended);
    if (look === undefined) return watched;
    watched = watchNext(watched, look);
    await view.show(watched);
    if (call.stdout.isGone === true) return watched;
    await pause(Math.max(LEAST_PAUSE_MS, intervalMs - (Date.now() - beganMs)), ended);
    if (ended.aborted) return watched;
  }
}

/**
 * What the work gives, or undefined as soon as it is ended. Nothing stays behind at the signal, which lives as long as the watch: a
 * race against one promise for all looks would keep each of them.
 */
async function orEnded<T>(work: Promise<T>, ended: AbortSignal): Promise<T | undefined> {
  if (ended.aborted) return undefined;
  let leave = (): void => {};
  const end = new Promise<undefined>((resolve) => {
    leave = () => resolve(undefined);
    ended.addEventListener('abort', leave);
  });
  try {
    return await Promise.race([work, end]);
  } finally {
    ended.removeEventListener('abort', leave);
  }
}

async function pause(ms: number, ended: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal: ended }).catch(() => {});
}

function statusOf(watched: Watched | undefined): ExitStatus {
  const found = watched?.findings.some(({ finding }) => finding.severity !== 'info') ?? false;
  return found ? EXIT.findings : EXIT.nothing;
}

function refuseOptions({ name, options }: Call): void {
  const command = `${name} --watch`;
  if (options.case !== undefined) throw fault('needs-running-host', { command });
  if (options.deep === true)
    throw fault('not-with-watch', {
      option: '--deep',
      hint: 'a full dump stops the daemon while it is made, and would do so again and again; run deadwait diagnose --deep once',
    });
  if (options.out !== undefined)
    throw fault('not-with-watch', {
      option: '--out',
      hint: 'redirect standard output: with --output json it is a line of JSON for each look',
    });
  if (options.output !== 'text' && options.output !== 'json')
    throw fault('unknown-format', { command, format: options.output, formats: 'text or json' });
}
