import type { Attribution } from '../../model/attribution.ts';
import type { Cause } from '../../model/cause.ts';
import type { Container } from '../../model/container.ts';
import type { Diagnosis } from '../../model/diagnosis.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { describeUnlooked } from '../diagnosis/coverage-lines.ts';
import { findHistories } from '../diagnosis/history/find-histories.ts';
import { rankStories } from '../diagnosis/story.ts';
import type { ReportCause, ReportContainer, ReportData } from './report-data.ts';
import { reportHeap, reportProfile } from './report-profiles.ts';
import { reportSockets } from './report-sockets.ts';
import { reportStops } from './report-stops.ts';
import { reportTasks } from './report-tasks.ts';
import { findPath } from './story-path.ts';

const MOST_CONTAINERS = 500;

export interface ReportSources {
  readonly snapshot: Snapshot;
  readonly diagnosis: Diagnosis;
  readonly causes: readonly Cause[];
  readonly attribution: Attribution;
  /** Of deadwait. */
  readonly version: string;
}

/** All that the page draws; pure, and bounded by its own limits rather than by the host. */
export function buildReportData({
  snapshot,
  diagnosis,
  causes,
  attribution,
  version,
}: ReportSources): ReportData {
  const stops = reportStops(snapshot.logs);
  const tasks = snapshot.tasks && reportTasks(snapshot.tasks, snapshot.containers, attribution);
  const named = new Set([
    ...diagnosis.findings.flatMap(({ containers }) => containers.map(({ id }) => id)),
    ...stops.map(({ container }) => container),
    ...(tasks?.blocked ?? []).flatMap(({ container }) => container ?? []),
    ...(tasks?.backends ?? []).flatMap(({ containers }) => containers),
  ]);
  const unlooked = describeUnlooked(causes, diagnosis.coverage);
  return {
    schema: 'deadwait/report/v1',
    version,
    diagnosis,
    paths: rankStories(diagnosis).told.map((story) => findPath(story, snapshot, causes)),
    histories: findHistories(diagnosis, causes),
    containers: snapshot.containers
      .filter(({ id }) => named.has(id))
      .slice(0, MOST_CONTAINERS)
      .map(reportContainer),
    goroutines: attribution.profiles.map((profile) =>
      reportProfile(
        profile,
        attribution,
        snapshot.daemons.find(({ name }) => name === profile.daemon),
      ),
    ),
    ...(snapshot.sockets === undefined ? {} : { sockets: reportSockets(snapshot.sockets) }),
    heaps: snapshot.heaps.map((heap) =>
      reportHeap(
        heap,
        attribution,
        snapshot.daemons.find(({ name }) => name === heap.daemon),
      ),
    ),
    ...(tasks === undefined ? {} : { tasks }),
    stops,
    causes: causes.map(reportCause),
    ...(unlooked === undefined ? {} : { unlooked }),
  };
}

function reportContainer({ id, name, pod, state }: Container): ReportContainer {
  return {
    id,
    ...(name === undefined ? {} : { name }),
    ...(pod === undefined ? {} : { pod }),
    ...(state === undefined ? {} : { state }),
  };
}

function reportCause({ id, component, title, kind, mechanism, affected, fixed, links }: Cause): ReportCause {
  return { id, component, title, kind, mechanism, affected, fixed, links };
}
