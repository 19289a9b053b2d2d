import { mountOf } from '../../collect/task/mount-table.ts';
import { parseOr, tryRead } from '../../collect/task/try-read.ts';
import { HostError, type Host } from '../../host/host.ts';
import type { Machine } from '../../host/machine.ts';
import type { ActionOutcome, DaemonFigures, PlannedAction, ReleasePlan } from '../../model/release.ts';
import { parseMountinfo } from '../../parse/proc/mountinfo.ts';
import { appendAudit, type AuditEntry } from '../audit.ts';
import { remedies } from '../index.ts';
import { readFigures } from '../verify/figures.ts';
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
  readonly before: readonly DaemonFigures[];
  /** Milliseconds since 1970; the moment of the first action. */
  readonly startedAtMs: number;
}

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
  for (const action of plan.actions) {
    options.onProgress?.(action.says);
    outcomes.push(await carryOut(action, outcomes.length === 0, { host, machine }, digest, options));
  }
  return { outcomes, before, startedAtMs };
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
