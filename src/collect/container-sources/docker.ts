import type { Host } from '../../host/host.ts';
import { HostError } from '../../system/host-error.ts';
import type { Container } from '../../model/container.ts';
import type { Evidence } from '../../model/evidence.ts';
import type { Gap } from '../../model/gap.ts';
import { parseDockerContainers } from '../../parse/api/docker-containers.ts';
import { parseDockerInspect } from '../../parse/api/docker-inspect.ts';
import { failureReason, quoteFailure } from '../../parse/api/inspect-error.ts';
import { ParseError } from '../../parse/parse-error.ts';
import { gapOf, orGap } from '../reading/gap-of.ts';
import { groupGaps } from '../reading/group-gaps.ts';
import { inBatches } from '../reading/in-batches.ts';
import { readText } from '../reading/read-text.ts';
import type { ContainerSource } from './container-source.ts';
import { mergeContainer, mergeContainers } from './merge-containers.ts';

const LIST = 'docker/containers.json';

/** One inspect: its answer, or how it failed. */
interface Inspected {
  readonly id: string;
  readonly container?: Container;
  readonly failure?: Evidence;
  readonly gap?: Gap;
}

/**
 * The containers as dockerd lists them, each with what its inspect says. The list needs no container's lock and works
 * while inspects hang. A live dockerd is asked once for each container that has not exited.
 */
export async function readDockerContainers(host: Host): Promise<ContainerSource> {
  const gaps: Gap[] = [];
  const listed = await orGap(
    LIST,
    gaps,
    host.read(LIST).then((bytes) => parseDockerContainers(bytes, LIST)),
  );
  const unfinished = (listed ?? []).filter(({ state }) => state !== 'exited').map(({ id }) => id);
  const inspected = await (host.live
    ? Promise.all(unfinished.map((id) => inspect(host, id)))
    : recordedInspects(host, unfinished, gaps));
  const merged = mergeContainers(
    listed ?? [],
    inspected.flatMap(({ container }) => container ?? []),
  );
  const byId = new Map(inspected.map((one) => [one.id, one]));
  const containers = merged.map((container) => withInspect(container, byId.get(container.id)));
  const failed = inspected.flatMap(({ gap }) => gap ?? []);
  return {
    containers: [...containers, ...onlyFailed(inspected, new Set(merged.map(({ id }) => id)))],
    listed: listed !== undefined,
    gaps: [...gaps, ...groupGaps(failed, 'docker/inspect-*.json', inspected.length)],
  };
}

/** Inspect was asked after the list, so its state is the newer one. */
function withInspect(container: Container, inspected: Inspected | undefined): Container {
  if (inspected === undefined) return container;
  const { container: answer, failure } = inspected;
  return {
    ...(answer === undefined ? container : mergeContainer(container, answer)),
    ...(answer?.state === undefined ? {} : { state: answer.state }),
    ...(answer === undefined || answer.mounts.length === 0 ? {} : { mounts: answer.mounts }),
    ...(failure === undefined ? {} : { inspectFailure: failure }),
  };
}

/** Containers of which only the failure of their inspect is known, when the list is missing. */
function onlyFailed(inspected: readonly Inspected[], known: ReadonlySet<string>): readonly Container[] {
  return inspected.flatMap(({ id, failure }) =>
    failure === undefined || known.has(id)
      ? []
      : { id, runtime: 'docker' as const, mounts: [], inspectFailure: failure, evidence: failure },
  );
}

async function inspect(host: Host, id: string): Promise<Inspected> {
  const file = `docker/inspect-${id}.json`;
  try {
    return { id, container: sameContainer(parseDockerInspect(await host.read(file), file), id) };
  } catch (error) {
    const gap = gapOf(file, error);
    // A container that is gone since the list was made did not fail, nor one that was spared the question.
    const spared =
      gap.reason === 'absent' || gap.reason === 'unsupported' || gap.detail.startsWith('not asked');
    const failed = host.live && error instanceof HostError && !spared;
    return { id, gap, ...(failed ? { failure: { file, quote: gap.detail } } : {}) };
  }
}

function sameContainer(container: Container, id: string): Container {
  if (container.id === id) return container;
  throw new ParseError('docker-inspect', 0, `container ${id}`, container.id);
}

/** Every inspect of the recording, and those that should be there. */
async function recordedInspects(
  host: Host,
  expected: readonly string[],
  gaps: Gap[],
): Promise<readonly Inspected[]> {
  const names = new Set(await orGap('docker', gaps, host.list('docker')));
  const ids = [...names].flatMap((name) => /^inspect-([0-9a-f]{64})\.(?:json|error)$/.exec(name)?.[1] ?? []);
  return inBatches([...new Set([...ids, ...expected])], (id) => recordedInspect(host, id, names));
}

async function recordedInspect(host: Host, id: string, names: ReadonlySet<string>): Promise<Inspected> {
  const source = `docker/inspect-${id}.json`;
  const answer: Inspected = names.has(`inspect-${id}.json`)
    ? await inspect(host, id)
    : { id, gap: { source, reason: 'absent', detail: `${source} is not in the recording` } };
  if (answer.container !== undefined || !names.has(`inspect-${id}.error`)) return answer;
  const file = `docker/inspect-${id}.error`;
  const gaps: Gap[] = [];
  const text = await orGap(file, gaps, readText(host, file));
  if (text === undefined) return { id, ...(gaps[0] === undefined ? {} : { gap: gaps[0] }) };
  const { line, quote } = quoteFailure(text);
  const gap: Gap = { source: file, reason: failureReason(quote), detail: `inspect of ${id}: ${quote}` };
  return { id, failure: { file, line, quote }, gap };
}
