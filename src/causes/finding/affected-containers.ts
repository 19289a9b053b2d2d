/** Which containers the goroutines of a cause are about: by their `*Container` pointers, or by what else tells it. */
import type { Cause, ContainerClue } from '../../model/cause.ts';
import type { FindingContainer } from '../../model/diagnosis.ts';
import { nearestUnderWay } from '../facts/calls-under-way.ts';
import { hasEnded } from '../facts/container-state.ts';
import type { Facts } from '../facts/facts.ts';
import { countLogged, type LoggedOccurrences } from '../facts/logged-occurrences.ts';
import type { SignatureMatch } from '../match/match-signature.ts';
import { divideOver } from './part-of-share.ts';
import { nameContainers, type NamedContainer, type NamingCandidate } from './name-containers.ts';

export interface AffectedContainers {
  /** One for each pointer, with or without an id. */
  readonly named: readonly NamedContainer[];
  readonly containers: readonly FindingContainer[];
  /** The lines about these containers; about all where none is known. */
  readonly logged: LoggedOccurrences;
}

/** A container that so many execs run in. */
const EXECS = 3;

/**
 * Names the containers of a match, most occurrences first. `goroutines`: all that the cause has, helpers included; `logged` holds the
 * lines about all.
 */
export function findAffectedContainers(
  facts: Facts,
  cause: Cause,
  primary: SignatureMatch,
  goroutines: number,
  logged: LoggedOccurrences,
): AffectedContainers {
  const named = nameContainers(primary.containers, candidates(facts, cause, logged));
  const found = named.length > 0 ? byPointers(cause, named) : byClues(facts, cause, primary, logged);
  const containers = divideOver(found, primary.count, goroutines)
    .map((container) => {
      const known = facts.containers.get(container.id);
      return {
        ...container,
        ...(known?.name === undefined ? {} : { name: known.name }),
        ...(known?.pod === undefined ? {} : { pod: known.pod }),
      };
    })
    .sort((a, b) => weight(b) - weight(a) || (a.id < b.id ? -1 : 1));
  return {
    named,
    containers,
    logged:
      containers.length === 0 ? logged : countLogged(facts, cause, new Set(containers.map(({ id }) => id))),
  };
}

function weight({ stops, goroutines }: FindingContainer): number {
  return stops ?? goroutines ?? 0;
}

/** Those whose exit is waited for are stopped, blocked or logged; those that hold a lock cannot be inspected. */
function candidates(facts: Facts, cause: Cause, logged: LoggedOccurrences): readonly NamingCandidate[] {
  const ids = new Set(logged.byContainer.keys());
  if (cause.occurrence === 'stop') {
    for (const id of facts.stops.keys()) ids.add(id);
    for (const task of facts.snapshot.tasks?.blocked ?? [])
      if (task.containerId !== undefined) ids.add(task.containerId);
  } else {
    for (const { id, inspectFailure } of facts.containers.values())
      if (inspectFailure !== undefined) ids.add(id);
  }
  // The exit of a container that the daemon knows to have ended has been seen, and has released whoever waited for it.
  return [...ids]
    .filter((id) => !hasEnded(facts.containers.get(id)))
    .map((id) => ({
      id,
      counts: [
        ...(logged.byContainer.get(id) ?? []),
        ...(cause.occurrence === 'stop' ? (facts.stops.get(id)?.counts.map(({ count }) => count) ?? []) : []),
      ],
    }));
}

function byPointers(cause: Cause, named: readonly NamedContainer[]): readonly FindingContainer[] {
  return named.flatMap(({ id, goroutines }) =>
    id === undefined
      ? []
      : [
          {
            id,
            ...(cause.occurrence === 'stop' ? { stops: goroutines } : {}),
            goroutines,
          },
        ],
  );
}

function byClues(
  facts: Facts,
  cause: Cause,
  primary: SignatureMatch,
  logged: LoggedOccurrences,
): readonly FindingContainer[] {
  const clues: Record<ContainerClue, () => readonly FindingContainer[]> = {
    logs: () => {
      const underWay = nearestUnderWay(facts, cause, primary.count);
      return [...logged.byContainer]
        .map(([id, counts]) => ({ id, stops: Math.max(0, ...counts) }))
        .filter(({ id, stops }) => stops > 0 && !hasEnded(facts.containers.get(id)))
        .map(({ id, stops }) => {
          const waiting = underWay?.total === primary.count ? underWay.byContainer.get(id) : undefined;
          return {
            id,
            ...(cause.occurrence === 'stop' ? { stops } : {}),
            ...(waiting === undefined ? {} : { goroutines: waiting }),
          };
        });
    },
    execs: () =>
      [...facts.containers.values()]
        .filter(({ execCount }) => (execCount ?? 0) >= EXECS)
        .map(({ id, execCount = 0 }) => ({ id, goroutines: Math.min(execCount, primary.count) })),
    inspect: () =>
      [...facts.containers.values()]
        .filter(({ inspectFailure }) => inspectFailure !== undefined)
        .map(({ id }) => ({ id })),
  };
  for (const clue of cause.containersBy) {
    const found = clues[clue]();
    if (found.length > 0) return found;
  }
  return [];
}
