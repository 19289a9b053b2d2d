import { mountOf } from '../../collect/blocked/mount-table.ts';
import { parseOr, tryRead } from '../../collect/blocked/try-read.ts';
import { HostError } from '../../system/host-error.ts';
import type { Host } from '../../host/host.ts';
import type { Machine } from '../../host/machine.ts';
import type {
  ActionOutcome,
  DaemonFigures,
  NotFreed,
  PlannedAction,
  ReleasePlan,
} from '../../model/release.ts';
import { parseMountinfo } from '../../parse/proc/mountinfo.ts';
import { appendAudit, type AuditEntry } from '../audit.ts';
import { remedies } from '../index.ts';
import { leftAlone } from '../outcome.ts';
import { readFigures } from '../verify/figures.ts';
import { stateOf } from '../verify/task-watch.ts';
import { ReleaseRefusal } from './release-refusal.ts';

export interface ApplyOptions {
  /** Path of the audit log. */
  readonly audit: string;
  /** Who asked for it, for the audit log. */
  readonly by?: Readonly<Record<string, unknown>>;
  readonly onProgress?: (says: string) => void;
}

/** What was done, and how the host was before. */
export interface AppliedRelease {
  readonly outcomes: readonly ActionOutcome[];
  /** The action after which the release was ended: what it should have freed is still blocked. */
  readonly notFreed?: NotFreed;
  readonly before: readonly DaemonFigures[];
  /** Milliseconds since 1970; the moment of the first action. */
  readonly startedAtMs: number;
}

/** An aborted request ends at once; what comes after it in the task may take a moment. */
const FREED_WITHIN_MS = 5_000;
const EVERY_MS = 100;

/**
 * Carries out a plan that was just made, if it is still the one whose digest was confirmed. Each action looks at its target once
 * more. Rejects with ReleaseRefusal before anything is done; what fails later is an outcome.
 */
export async function applyRelease(
  host: Host,
  machine: Machine,
  plan: ReleasePlan,
  digest: string,
  options: ApplyOptions,
): Promise<AppliedRelease> {
  if (!plan.live) throw new ReleaseRefusal('recorded', 'a recorded host cannot be released');
  if (plan.digest === undefined) throw new ReleaseRefusal('nothing', 'there is nothing to release');
  if (plan.digest !== digest) throw new ReleaseRefusal('changed', 'the host is not as it was planned');
  await mustNotHang(options.audit, plan, host);
  const before = await readFigures(host, plan.watches);
  const startedAtMs = machine.now();
  const outcomes: ActionOutcome[] = [];
  let notFreed: NotFreed | undefined;
  for (const [index, action] of plan.actions.entries()) {
    if (notFreed !== undefined) {
      outcomes.push(leftAlone(action, `${notFreed.what} did not free what it should have freed`));
      continue;
    }
    options.onProgress?.(action.says);
    const outcome = await carryOut(action, index === 0, { host, machine }, digest, options);
    outcomes.push(outcome);
    if (outcome.done) notFreed = await findNotFreed(action, plan.actions.slice(index + 1), host, machine);
  }
  return { outcomes, ...(notFreed === undefined ? {} : { notFreed }), before, startedAtMs };
}

/**
 * Tasks that are still blocked a while after an action that gives other users errors: the plan was wrong about it, and nothing else of
 * it is done. Those for which a later action is planned as well may still need that.
 */
async function findNotFreed(
  action: PlannedAction,
  later: readonly PlannedAction[],
  host: Host,
  machine: Machine,
): Promise<NotFreed | undefined> {
  const remedy = remedies.find(({ id }) => id === action.remedy)?.action;
  if (remedy?.effectOnUsers !== 'disturbs') return undefined;
  const more = new Set(later.flatMap(({ frees }) => frees.map(({ tid }) => tid)));
  let blocked = action.frees.filter(({ tid }) => !more.has(tid));
  for (let waitedMs = 0; ; waitedMs += EVERY_MS) {
    const states = await Promise.all(blocked.map((task) => stateOf(host, task)));
    blocked = blocked.filter((_task, index) => states[index] === 'blocked');
    if (blocked.length === 0) return undefined;
    if (waitedMs >= FREED_WITHIN_MS) return { id: action.id, what: nameAction(action), tasks: blocked };
    await machine.sleep(EVERY_MS);
  }
}

/** What was done, as a noun. */
function nameAction({ target, remedy }: PlannedAction): string {
  if (target.kind !== 'fuse-connection') return remedy;
  const { source, mountPoint } = target.mount;
  return `the abort of ${source} on ${mountPoint} (FUSE connection ${target.connection})`;
}

async function carryOut(
  action: PlannedAction,
  isFirst: boolean,
  on: { readonly host: Host; readonly machine: Machine },
  digest: string,
  { audit, by }: ApplyOptions,
): Promise<ActionOutcome> {
  const entry = (phase: AuditEntry['phase']): AuditEntry => ({
    at: new Date(on.machine.now()).toISOString(),
    command: 'release',
    phase,
    digest,
    action: action.id,
    target: action.target,
    ...(by === undefined ? {} : { by }),
  });
  try {
    await appendAudit(audit, { ...entry('before'), says: action.says });
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    if (isFirst) throw new ReleaseRefusal('audit', error.message, { cause: error });
    return { id: action.id, done: false, says: `Not done: ${error.message}.` };
  }
  const remedy = remedies.find(({ id }) => id === action.remedy)?.action;
  const outcome = (await remedy?.apply(action, on)) ?? {
    id: action.id,
    done: false,
    says: `Not done: nothing here is called ${action.remedy}.`,
  };
  try {
    await appendAudit(audit, { ...entry('after'), done: outcome.done, says: outcome.says });
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    return {
      ...outcome,
      says: `${outcome.says} The audit log could not be written afterwards: ${error.message}.`,
    };
  }
  return outcome;
}

/** An audit log on the very file system that hangs would hang with it. */
async function mustNotHang(audit: string, plan: ReleasePlan, host: Host): Promise<void> {
  const result = await tryRead(host, 'proc/self/mountinfo', 16 * 1024 * 1024);
  if ('failure' in result) return;
  const mounts = parseOr(
    () => parseMountinfo(result.text),
    () => undefined,
  );
  const mount = mounts && mountOf(audit, mounts);
  const targets = plan.actions.flatMap(({ target }) => ('mount' in target ? [target.mount.device] : []));
  if (mount !== undefined && targets.includes(mount.device)) {
    const says = `${audit} lies on ${mount.source}, which does not answer`;
    throw new ReleaseRefusal('audit', says);
  }
}
