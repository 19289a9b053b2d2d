/**
 * The facts of the plans that were shown, kept for a while so that a refusal can tell what has changed. They lie in memory (/run is a
 * tmpfs), mean nothing after a reboot, and nothing depends on them.
 */
import { mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withDeadline } from '../../system/deadline.ts';
import type { ReleasePlan } from '../../model/release.ts';
import { isDigest } from './digest.ts';

export const KEPT_PLANS = '/run/deadwait/plans';

const DEADLINE_MS = 1_000;
const MOST_KEPT = 32;
const MAX_BYTES = 4 * 1024 * 1024;

/** Keeps what a plan was made of; false when that is not possible here. */
export async function keepPlan({ digest, facts }: ReleasePlan, folder = KEPT_PLANS): Promise<boolean> {
  if (digest === undefined) return false;
  const keeping = async (): Promise<boolean> => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await dropOldest(folder);
    await writeFile(join(folder, digest), facts.join('\n'), { mode: 0o600 });
    return true;
  };
  return withDeadline(keeping(), DEADLINE_MS, folder, folder).catch(() => false);
}

/** The facts of a plan that was kept; undefined when it was not. */
export async function readKeptPlan(
  digest: string,
  folder = KEPT_PLANS,
): Promise<readonly string[] | undefined> {
  if (!isDigest(digest)) return undefined;
  const reading = async (): Promise<readonly string[] | undefined> => {
    const file = join(folder, digest);
    const { size } = await stat(file);
    return size > MAX_BYTES ? undefined : (await readFile(file, 'utf8')).split('\n');
  };
  return withDeadline(reading(), DEADLINE_MS, folder, folder).catch(() => undefined);
}

async function dropOldest(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter(isDigest);
  if (names.length < MOST_KEPT) return;
  const aged = await Promise.all(
    names.map(async (name) => ({ name, at: (await stat(join(folder, name))).mtimeMs })),
  );
  aged.sort((a, b) => a.at - b.at);
  for (const { name } of aged.slice(0, names.length - MOST_KEPT + 1)) await rm(join(folder, name));
}
