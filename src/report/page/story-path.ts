import type { Cause } from '../../model/cause.ts';
import type { ChainLink, LinkName } from '../../model/diagnosis.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { counted } from '../../wording/phrases.ts';
import type { Story } from '../diagnosis/story.ts';
import { backendStation, kernelStation, shimStation, taskStation } from './path-stations.ts';
import type { Station, StationFact, StoryPath } from './report-data.ts';

/** The way of a request as stations: from whoever asks, through the daemons, to whoever does not answer. */
export function findPath(story: Story, snapshot: Snapshot, causes: readonly Cause[]): StoryPath {
  const daemonName = daemonOf(story, snapshot, causes);
  const inContainer = story.tasks.some(({ container }) => container !== undefined);
  const stations = [
    callerStation(story, snapshot),
    daemonStation(story, snapshot, daemonName),
    lockStation(story, causes),
    inContainer && daemonName === 'dockerd' ? containerdStation(story, snapshot) : undefined,
    inContainer ? shimStation(story, snapshot) : undefined,
    taskStation(story, snapshot),
    kernelStation(story, snapshot),
    backendStation(story, snapshot),
  ].filter((station) => station !== undefined);
  return {
    cause: story.leader.cause,
    stations,
    ...findBreak(story, stations),
    ...findAnswer(story, stations),
  };
}

function callerStation(story: Story, { logs }: Snapshot): Station | undefined {
  const { clients, containers } = story;
  const steps = factsOf(story, ['logs']);
  const [client] = clients;
  if (client !== undefined)
    return {
      station: 'caller',
      title: client.comm,
      count: clients.reduce((sum, { sockets }) => sum + sockets, 0),
      unit: 'connections kept open',
      names: clients.map(({ pid, pod }) => (pod === undefined ? `pid ${pid}` : `${pod}, pid ${pid}`)),
      role: 'holds',
      facts: factsOf(story, ['descriptors']),
    };
  const stops = containers.reduce((sum, container) => sum + (container.stops ?? 0), 0);
  const ids = new Set(containers.map(({ id }) => id));
  const callers = new Set(
    logs
      .flatMap(({ tallies }) => tallies)
      .filter(({ containerId, role = '' }) => ids.has(containerId ?? '') && /^(?:stop|kill)-/.test(role))
      .map(({ caller }) => caller),
  );
  if (stops === 0) {
    const gone = story.counts.sockets;
    if (gone === undefined) return undefined;
    return {
      station: 'caller',
      title: 'clients',
      count: gone,
      unit: 'of them are gone',
      names: [],
      role: 'asks',
      facts: factsOf(story, ['descriptors']),
    };
  }
  return {
    station: 'caller',
    title: callers.has('kubelet') ? 'kubelet' : 'a client of the API',
    count: stops,
    unit: stops === 1 ? 'stop asked for' : 'stops asked for',
    names: [],
    role: 'asks',
    facts: steps,
  };
}

function daemonStation(story: Story, { daemons }: Snapshot, name: string | undefined): Station | undefined {
  if (name === undefined) return undefined;
  const { goroutines, sockets } = story.counts;
  const hasLock = story.chain.some(({ step }) => step?.link === 'locks');
  const [count, unit] =
    goroutines !== undefined && !hasLock && story.clients.length === 0
      ? [goroutines, goroutines === 1 ? 'goroutine held' : 'goroutines held']
      : [sockets, 'sockets held'];
  return {
    station: 'daemon',
    ...named(name, daemons.find((daemon) => daemon.name === name)?.version),
    ...(count === undefined ? {} : { count, unit }),
    names: unit === 'goroutines held' && sockets !== undefined ? [counted(sockets, 'socket')] : [],
    role: count === undefined ? 'passes' : 'holds',
    facts: factsOf(story, ['symptom', 'goroutines', 'descriptors', 'heap', 'version']),
  };
}

function lockStation(story: Story, causes: readonly Cause[]): Station | undefined {
  const facts = factsOf(story, ['locks']);
  if (facts.length === 0) return undefined;
  const { goroutines } = story.counts;
  const known = causes.find(({ id }) => id === story.leader.cause)?.locks?.[0];
  return {
    station: 'lock',
    title: known === undefined ? 'a lock' : known.name.replace(/^the /, ''),
    ...(goroutines === undefined ? {} : { count: goroutines, unit: 'goroutines wait' }),
    names: [],
    role: 'holds',
    facts,
  };
}

function containerdStation(story: Story, { daemons }: Snapshot): Station | undefined {
  const daemon = daemons.find(({ name }) => name === 'containerd');
  const facts = factsOf(story, ['events']);
  if (daemon === undefined && facts.length === 0) return undefined;
  return {
    station: 'containerd',
    ...named('containerd', daemon?.version),
    names: [],
    role: 'passes',
    facts,
  };
}

/** The last station that is reached, and how sure it is that nothing answers behind it. */
function findBreak(story: Story, stations: readonly Station[]): Pick<StoryPath, 'brokenAfter' | 'break'> {
  const at = (name: Station['station']): number => stations.findIndex(({ station }) => station === name);
  const backend = at('backend');
  const status = (link: LinkName): ChainLink['status'] | undefined =>
    story.chain.find(({ step }) => step?.link === link)?.step?.status;
  if (backend >= 0)
    return {
      brokenAfter: backend - 1,
      break: { says: 'does not answer', status: status('backend') ?? 'unknown' },
    };
  if (at('task') >= 0)
    return {
      brokenAfter: stations.length - 1,
      break: { says: 'does not return from the kernel', status: status('tasks') ?? 'unknown' },
    };
  // A client that does not hang up breaks nothing: both ends stand.
  if (story.clients.length > 0 || stations.length === 0) return {};
  return {
    brokenAfter: stations.length - 1,
    break: { says: 'does not go on', status: status('goroutines') ?? status('locks') ?? 'unknown' },
  };
}

/** Where a daemon waits for an exit, the answer would have to come back from the task. */
function findAnswer(story: Story, stations: readonly Station[]): Pick<StoryPath, 'answer'> {
  const from = stations.findIndex(({ station }) => station === 'task');
  const to = stations.findIndex(({ station }) => station === 'daemon');
  const waits = story.chain.some(({ step }) => step?.link === 'events' && step.status === 'proven');
  return from > to && to >= 0 && waits ? { answer: { from, to, says: 'the exit that never comes' } } : {};
}

function daemonOf(story: Story, { daemons }: Snapshot, causes: readonly Cause[]): string | undefined {
  const named = [story.leader, ...story.roots]
    .map(({ cause }) => causes.find(({ id }) => id === cause)?.daemon)
    .find((name) => name !== undefined && name !== 'kubelet');
  if (named !== undefined) return named;
  return ['dockerd', 'containerd', 'crio'].find((name) => daemons.some((daemon) => daemon.name === name));
}

function named(title: string, version: string | undefined): Pick<Station, 'title' | 'detail'> {
  return { title, ...(version === undefined ? {} : { detail: version }) };
}

/** The steps of a story that tell of a station, in that order. */
function factsOf(story: Story, links: readonly LinkName[]): StationFact[] {
  return links.flatMap((link) =>
    story.chain
      .filter(({ step }) => step?.link === link)
      .flatMap(({ step }) => (step === undefined ? [] : [step]))
      .map(({ says, status, evidence }) => ({ says, status, evidence })),
  );
}
