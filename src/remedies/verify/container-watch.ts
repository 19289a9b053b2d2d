import { HostError } from '../../system/host-error.ts';
import type { Host } from '../../host/host.ts';
import type { Machine } from '../../host/machine.ts';
import type { Container } from '../../model/container.ts';
import type { ContainerOutcome, PlannedContainer } from '../../model/release.ts';
import { parseCriContainerStatus } from '../../parse/api/cri-containers.ts';
import { parseDockerInspect } from '../../parse/api/docker-inspect.ts';
import { ParseError } from '../../parse/parse-error.ts';

/** States of a container without a process: docker's, and CRI's in lower case. */
const ENDED: ReadonlySet<string> = new Set(['exited', 'dead', 'removing', 'stopped', 'created']);
/** After so many questions without an answer, no other is put: each stays in a daemon that hangs. */
const MAX_SILENT = 2;

/** Asks the runtime whether containers have ended; one question at a time, each with a deadline. */
export class ContainerWatch {
  private readonly host: Host;
  private readonly machine: Machine;
  private readonly latest = new Map<string, ContainerOutcome>();
  private silent = 0;

  constructor(host: Host, machine: Machine, containers: readonly PlannedContainer[]) {
    this.host = host;
    this.machine = machine;
    for (const { id, name, pod } of containers)
      this.latest.set(id, {
        id,
        ended: false,
        ...(name === undefined ? {} : { name }),
        ...(pod === undefined ? {} : { pod }),
      });
  }

  /**
   * Asks about one container, unless it has ended. `afterMs` is the time since the first action; `tasksAreGone` tells of one that
   * this runtime does not know.
   */
  async look(container: PlannedContainer, afterMs: number, tasksAreGone: boolean): Promise<void> {
    const before = this.latest.get(container.id);
    if (before === undefined || before.ended) return;
    const { state, ended } =
      container.runtime === undefined
        ? { state: undefined, ended: tasksAreGone && (await this.hasNoProcess(container)) }
        : await this.ask(container);
    this.latest.set(container.id, {
      ...before,
      ended,
      ...(state === undefined ? {} : { state }),
      ...(ended ? { afterMs } : {}),
    });
  }

  outcomes(): readonly ContainerOutcome[] {
    return [...this.latest.values()];
  }

  hasEnded(id: string): boolean {
    return this.latest.get(id)?.ended ?? false;
  }

  private async ask(container: PlannedContainer): Promise<{ state?: string; ended: boolean }> {
    if (this.silent >= MAX_SILENT) return { ended: await this.hasNoProcess(container) };
    try {
      const now = await this.inspect(container);
      const state = now.state ?? 'unknown';
      // One that has another first process ended, and was started again.
      const restarted =
        now.initPid !== undefined && container.initPid !== undefined && now.initPid !== container.initPid;
      return { state: restarted ? `${state} again` : state, ended: restarted || ENDED.has(state) };
    } catch (error) {
      if (!(error instanceof HostError) && !(error instanceof ParseError)) throw error;
      if (error instanceof HostError && error.reason === 'absent') return { state: 'gone', ended: true };
      if (error instanceof HostError && error.reason === 'timeout') this.silent++;
      return { ended: await this.hasNoProcess(container) };
    }
  }

  private async inspect({ id, runtime = 'docker' }: PlannedContainer): Promise<Container> {
    const bytes = await this.machine.inspect(id, runtime);
    return runtime === 'docker'
      ? parseDockerInspect(bytes, 'inspect')
      : parseCriContainerStatus(bytes, 'inspect');
  }

  /** Where the runtime does not tell: its first process is gone. */
  private async hasNoProcess({ initPid, runtime }: PlannedContainer): Promise<boolean> {
    if (initPid === undefined) return runtime === undefined;
    try {
      await this.host.read(`proc/${initPid}/stat`, { maxBytes: 8192 });
      return false;
    } catch (error) {
      if (error instanceof HostError) return error.reason === 'absent';
      throw error;
    }
  }
}
