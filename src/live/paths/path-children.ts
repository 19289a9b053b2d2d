// Who looks paths up: a few children, each with one question at a time. One that hangs is killed, and only its answer is lost.

import { AsyncLocalStorage } from 'node:async_hooks';
import { HostError } from '../../system/host-error.ts';
import { PathChild } from './path-child.ts';
import type { QuestionKind, Questions } from './questions.ts';

/** As many look up at the same time. */
const MOST_CHILDREN = 3;
/** Children that hang in the kernel cannot be killed: after so many, nothing else is looked up. */
const MOST_HUNG = 16;
/** How long a question waits for a child that is busy before another one is started. */
const PATIENCE_MS = 50;
/** After so many hung lookups in one folder, nothing else is looked up there. */
const MOST_HUNG_IN_FOLDER = 2;

/** What is looked up within the work of a child is asked of the same one: it does not wait for another to start. */
const current = new AsyncLocalStorage<PathChild>();
const idle: PathChild[] = [];
const turns: ((child: PathChild) => void)[] = [];
const hungIn = new Map<string, number>();
let childCount = 0;
let hungCount = 0;

/** A child for several questions in a row; no other caller asks it meanwhile. */
export interface OwnChild {
  /** As /proc has it. */
  pid(): Promise<number>;
  ask<Kind extends QuestionKind>(
    kind: Kind,
    asks: Questions[Kind]['asks'],
    path: string,
    deadlineMs: number,
  ): Promise<Questions[Kind]['answer']>;
}

/** Starts a child, so that the first question does not wait for it; resolves when it runs, and when it cannot be started. */
export async function warmPathChildren(): Promise<void> {
  const child = await takeChild();
  await child.pid('paths').catch(() => {});
  giveBack(child);
}

/** What `work` makes of the answers of one child. `path` is for messages and for the count of what hung. */
export async function withPathChild<T>(path: string, work: (child: OwnChild) => Promise<T>): Promise<T> {
  const folder = path.slice(0, path.lastIndexOf('/'));
  refuseHung(path, folder);
  const own = current.getStore();
  if (own?.isUsable === true) return work(asOwn(own, path));
  const child = await takeChild();
  try {
    return await current.run(child, () => work(asOwn(child, path)));
  } finally {
    if (child.isHung) {
      hungCount++;
      hungIn.set(folder, (hungIn.get(folder) ?? 0) + 1);
      child.abandon();
    }
    giveBack(child);
  }
}

function asOwn(child: PathChild, path: string): OwnChild {
  return {
    pid: () => child.pid(path),
    // The child answers each kind of question with its own kind of answer.
    ask: async (kind, asks, path, deadlineMs) =>
      (await child.ask({ kind, asks }, path, deadlineMs)) as Questions[typeof kind]['answer'],
  };
}

function refuseHung(path: string, folder: string): void {
  if (hungCount < MOST_HUNG && (hungIn.get(folder) ?? 0) < MOST_HUNG_IN_FOLDER) return;
  throw new HostError(path, 'timeout', `${path} is not looked up: others did not answer before`);
}

async function takeChild(): Promise<PathChild> {
  for (let child = idle.pop(); child !== undefined; child = idle.pop()) {
    if (child.isUsable) return child;
    childCount--;
  }
  if (childCount === 0) return startOne();
  return new Promise((resolve) => {
    turns.push(resolve);
    // A lookup takes less than a millisecond, starting Node a hundred: another one is started when it is worth it.
    setTimeout(() => {
      const isWaiting = turns.includes(resolve) && childCount < MOST_CHILDREN;
      if (isWaiting) turns.shift()?.(startOne());
    }, PATIENCE_MS);
  });
}

function startOne(): PathChild {
  childCount++;
  return new PathChild();
}

function giveBack(child: PathChild): void {
  const next = turns.shift();
  if (child.isUsable) {
    if (next === undefined) idle.push(child);
    else next(child);
  } else if (next === undefined) childCount--;
  else next(new PathChild());
}
