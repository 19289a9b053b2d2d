/** Switching the debug mode of a dockerd: which one, under a lock, with the audit log, and what came of it. */
import { join } from 'node:path';
import { HostError } from '../system/host-error.ts';
import { findDockerds, type Dockerd, type Dockerds } from '../live/daemons/dockerds.ts';
import { lockFile, readLockHolder } from '../system/file-lock.ts';
import type { DebugPlan, DebugResult, DebugStatus } from '../model/debug-mode.ts';
import { appendAudit, type AuditEntry } from '../remedies/audit.ts';
import { digestOf } from '../remedies/plan/digest.ts';
import { applyDebug, DebugFailure } from './apply-debug.ts';
import { listDebugFacts, readBootId } from './debug-facts.ts';
import { lookAtBackups, lookAtDebug, type DebugLook } from './look.ts';
import { DebugRefusal } from './debug-refusal.ts';
import { planDebug, type PlannedSwitch } from './plan-debug.ts';

export interface DebugOptions {
  readonly dockerSocket?: string;
  readonly dockerHost?: string;
  /** The configuration file that the user named. */
  readonly configFile?: string;
  /** Where backups and the lock are kept. */
  readonly folder: string;
  /** The time, ISO 8601 in UTC. */
  readonly now: () => string;
}

export interface SwitchOptions extends DebugOptions {
  /** The digest of the plan that was shown: that one is carried out, or none. */
  readonly confirm: string;
  /** Path of the audit log. */
  readonly audit: string;
  /** Who asked for it, for the audit log. */
  readonly by?: Readonly<Record<string, unknown>>;
  readonly switchMs?: number;
  readonly onProgress?: (says: string) => void;
}

/** The machine is not as it was planned, so nothing was done; `plan` is what would be done now. */
export class DebugChange extends Error {
  readonly plan: DebugPlan;

  constructor(plan: DebugPlan) {
    super('the machine is not as it was planned');
    this.name = 'DebugChange';
    this.plan = plan;
  }
}

/** The audit log cannot be written, so nothing was done. */
export class DebugAuditError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DebugAuditError';
  }
}

/** The debug mode of every dockerd that runs here, and every backup. Rejects with HostError. */
export async function readDebugStatus(options: DebugOptions): Promise<DebugStatus> {
  return withDockerds(options, async ({ found }) => {
    const looks = await Promise.all(found.map((dockerd) => lookAtDebug(dockerd, options)));
    const backups = await lookAtBackups(options.folder, looks);
    return { schema: 'deadwait/debug-status/v1', daemons: [...looks, ...backups].map(({ state }) => state) };
  });
}

/** What switching would do. Changes nothing. DebugRefusal where it cannot be done with certainty. */
export async function planSwitch(to: 'on' | 'off', options: DebugOptions): Promise<DebugPlan> {
  return withDockerds(options, async (dockerds) => {
    const { look, planned } = await plan(to, dockerds, options);
    return { ...planned.plan, daemon: look.state };
  });
}

/**
 * Switches as confirmed, and sees that it was done. DebugRefusal, DebugChange and DebugAuditError before anything is done, DebugFailure
 * afterwards.
 */
export async function switchDebug(to: 'on' | 'off', options: SwitchOptions): Promise<DebugResult> {
  const file = join(options.folder, 'lock');
  const unlock = await lockFile(file).catch(denied);
  if (unlock === undefined) {
    const pid = await readLockHolder(file);
    const who = pid === undefined ? '' : `process ${pid}, `;
    throw new DebugRefusal(
      `another deadwait debug is at work here (${who}it holds ${file})`,
      'wait until it has ended, then look at the plan again',
    );
  }
  try {
    return await withDockerds(options, async (dockerds) => {
      const { dockerd, look, planned } = await plan(to, dockerds, options);
      const { steps, notes, digest } = planned.plan;
      if (steps.length > 0 && digest !== options.confirm)
        throw new DebugChange({ ...planned.plan, daemon: look.state });
      if (steps.length > 0) await apply(dockerd, look, planned, options);
      const after = dockerd === undefined ? look : await lookAtDebug(dockerd, options);
      return {
        schema: 'deadwait/debug-result/v1',
        to,
        daemon: after.state,
        done: steps.map(({ says }) => says),
        notes,
      };
    });
  } finally {
    await unlock();
  }
}

function denied(error: unknown): never {
  if (!(error instanceof HostError)) throw error;
  throw new DebugRefusal(error.message, 'run as root', { cause: error });
}

async function withDockerds<T>(options: DebugOptions, work: (dockerds: Dockerds) => Promise<T>): Promise<T> {
  const { dockerSocket, dockerHost } = options;
  const dockerds = await findDockerds({
    ...(dockerSocket === undefined ? {} : { dockerSocket }),
    ...(dockerHost === undefined ? {} : { dockerHost }),
  });
  try {
    return await work(dockerds);
  } finally {
    await dockerds.close();
  }
}

interface Planned {
  /** Absent when none runs. */
  readonly dockerd?: Dockerd;
  readonly look: DebugLook;
  readonly planned: PlannedSwitch;
}

async function plan(to: 'on' | 'off', dockerds: Dockerds, options: DebugOptions): Promise<Planned> {
  const dockerd = chooseDockerd(dockerds);
  if (dockerd !== undefined) {
    const look = await lookAtDebug(dockerd, options);
    const planned = planDebug(look, dockerd.daemon.args, to, options.now());
    return { dockerd, look, planned: await withDigest(planned, look, dockerd) };
  }
  const [look, another] = to === 'on' ? [] : await lookAtBackups(options.folder, []);
  if (look === undefined || another !== undefined || options.dockerSocket !== undefined)
    throw new DebugRefusal(
      'no dockerd that could be switched runs here',
      'deadwait debug status tells what there is',
    );
  const planned = planDebug(look, [], to, options.now());
  return { look, planned: await withDigest(planned, look, undefined) };
}

async function withDigest(
  { plan: shown, actions }: PlannedSwitch,
  look: DebugLook,
  dockerd: Dockerd | undefined,
): Promise<PlannedSwitch> {
  if (actions.length === 0) return { plan: shown, actions };
  const bootId = await readBootId();
  const facts = listDebugFacts({
    to: shown.to,
    look,
    actions,
    ...(dockerd === undefined ? {} : { daemon: dockerd.daemon }),
    ...(bootId === undefined ? {} : { bootId }),
  });
  return { plan: { ...shown, digest: digestOf(facts) }, actions };
}

function chooseDockerd({ found, asked }: Dockerds): Dockerd | undefined {
  const [first, second] = found;
  if (second === undefined) return first;
  const chosen = found.find(({ daemon }) => daemon.pid === asked);
  if (chosen !== undefined) return chosen;
  const named = found.map(({ daemon, sockets: [socket = 'no socket'] }) => `pid ${daemon.pid} on ${socket}`);
  throw new DebugRefusal(
    `more than one dockerd runs here: ${named.join(', ')}`,
    'choose one with --docker-socket',
  );
}

async function apply(
  dockerd: Dockerd | undefined,
  look: DebugLook,
  planned: PlannedSwitch,
  options: SwitchOptions,
): Promise<void> {
  const { plan: shown } = planned;
  if (look.file === undefined)
    throw new DebugRefusal('its file is not known', 'deadwait debug status tells more');
  const entry = (phase: AuditEntry['phase']): AuditEntry => ({
    at: options.now(),
    command: 'debug',
    phase,
    to: shown.to,
    digest: shown.digest,
    dockerd:
      dockerd === undefined ? undefined : { pid: dockerd.daemon.pid, startTicks: dockerd.daemon.startTicks },
    file: look.file?.place.file,
    ...(options.by === undefined ? {} : { by: options.by }),
  });
  try {
    await appendAudit(options.audit, { ...entry('before'), says: shown.steps.map(({ says }) => says) });
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    throw new DebugAuditError(error.message, { cause: error });
  }
  let says = 'It was not done: a bug.';
  try {
    await applyDebug(dockerd, look.file, planned, options);
    says = `Debug mode is ${shown.to}.`;
  } catch (error) {
    if (error instanceof DebugFailure) says = error.message;
    throw error;
  } finally {
    await appendAudit(options.audit, { ...entry('after'), says }).catch((error: unknown) => {
      if (!(error instanceof HostError)) throw error;
    });
  }
}
