import type { ContainerChange } from '../model/comparison.ts';
import type { Container } from '../model/container.ts';
import type { FindingContainer } from '../model/diagnosis.ts';
import { changeOf, type Span } from './change.ts';
import type { Exhibit } from './moment.ts';

/** Containers that are new, gone or in another state, and those of which other stops hang than before; most stops first. */
export function compareContainers(
  before: Exhibit,
  after: Exhibit,
  seconds: Span,
): readonly ContainerChange[] {
  const [was, is] = [indexContainers(before), indexContainers(after)];
  const ids = [...new Set([...was.keys(), ...is.keys()])].sort();
  return ids
    .flatMap((id) => {
      const row = compareOne(id, was.get(id), is.get(id), seconds);
      return row === undefined ? [] : [row];
    })
    .sort(
      (a, b) => Math.abs(b.stops?.change ?? 0) - Math.abs(a.stops?.change ?? 0) || (a.id < b.id ? -1 : 1),
    );
}

interface Seen {
  readonly container?: Container;
  readonly found?: FindingContainer;
  readonly stops: number;
}

function indexContainers({ snapshot, diagnosis }: Exhibit): ReadonlyMap<string, Seen> {
  const seen = new Map<string, Seen>(
    snapshot.containers.map((container) => [container.id, { container, stops: 0 }]),
  );
  for (const found of diagnosis.findings.flatMap(({ containers }) => containers)) {
    const known = seen.get(found.id);
    seen.set(found.id, { ...known, found, stops: Math.max(known?.stops ?? 0, found.stops ?? 0) });
  }
  return seen;
}

function compareOne(
  id: string,
  was: Seen | undefined,
  is: Seen | undefined,
  seconds: Span,
): ContainerChange | undefined {
  const stops = changeOf(was?.stops ?? 0, is?.stops ?? 0, seconds);
  const [stateBefore, stateAfter] = [was?.container?.state, is?.container?.state];
  const presence = was === undefined ? 'new' : is === undefined ? 'gone' : 'both';
  if (presence === 'both' && stops.change === 0 && stateBefore === stateAfter) return undefined;
  const name = is?.container?.name ?? is?.found?.name ?? was?.container?.name ?? was?.found?.name;
  const pod = is?.container?.pod ?? is?.found?.pod ?? was?.container?.pod ?? was?.found?.pod;
  return {
    id,
    ...(name === undefined ? {} : { name }),
    ...(pod === undefined ? {} : { pod }),
    presence,
    ...(stateBefore === undefined ? {} : { stateBefore }),
    ...(stateAfter === undefined ? {} : { stateAfter }),
    ...(stops.change === 0 ? {} : { stops }),
  };
}
