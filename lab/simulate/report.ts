import type { WhatIf } from './model/what-if.ts';
import type { Recording } from './write/recording.ts';

const GROUP = /\B(?=(?:\d{3}){1,7}$)/g;

/** What was simulated, in a few lines. */
export function describeRecording(recording: Recording): readonly string[] {
  const { outcome, scene, memory } = recording;
  const { history, openStops, behaviour, parameters } = outcome;
  const stuck = scene.containers.filter((container) => container.stuck !== undefined);
  const waits = behaviour.bounded ? 'bounds its waits' : 'waits without an end';
  return [
    `dockerd ${parameters.daemonVersion} ${parameters.graceSeconds < 0 ? 'waits without an end (t=-1)' : waits}: ${grouped(history.stopCount)} stops of ${stuck.length} containers in ${span(outcome.capturedMs)}`,
    `at the capture: ${grouped(recording.goroutines)} goroutines, ${grouped(recording.descriptors)} descriptors, ${grouped(openStops)} of them sockets of stops, ${bytes(memory.rssBytes)} resident`,
    ...stuck.map(
      ({ namespace, pod, id, stuck: part }) =>
        `  ${namespace}/${pod} ${id.slice(0, 12)}: ${grouped(parameters.stops[part?.index ?? -1] ?? 0)} stops planned, waits for ${part?.volume.source ?? ''}`,
    ),
  ];
}

/** The same history with and without the fix, as a table. */
export function describeWhatIf({ was, bounded, answeredAfterMs }: WhatIf): readonly string[] {
  const rows = [
    ['goroutines of stops, at most', grouped(was.goroutines), grouped(bounded.goroutines)],
    ['sockets of stops, at most', grouped(was.sockets), grouped(bounded.sockets)],
    ['memory', `${bytes(was.bytes)} (all of dockerd)`, `${bytes(bounded.bytes)} (more than idle)`],
  ] as const;
  const widths = [
    Math.max(...rows.map(([name]) => name.length)),
    Math.max('as it was'.length, ...rows.map(([, left]) => left.length)),
  ] as const;
  const line = (name: string, left: string, right: string): string =>
    `  ${name.padEnd(widths[0])}  ${left.padStart(widths[1])}  ${right}`;
  const ending =
    answeredAfterMs === undefined
      ? 'No version bounds a stop with t=-1.'
      : `Bounded, each stop is answered with an error after ${answeredAfterMs / 1000} s; the container still does not die.`;
  return [
    line('', 'as it was', 'bounded (20.10.10 and later)'),
    ...rows.map(([name, left, right]) => line(name, left, right)),
    `  ${ending}`,
  ];
}

function grouped(value: number): string {
  return String(value).replace(GROUP, ' ');
}

function bytes(value: number): string {
  if (value >= 1e9) return `${(value / 1e9).toFixed(1)} GB`;
  return value >= 1e6 ? `${(value / 1e6).toFixed(1)} MB` : `${Math.round(value / 1e3)} kB`;
}

function span(ms: number): string {
  const minutes = ms / 60_000;
  if (minutes < 120) return `${minutes.toFixed(1)} minutes`;
  return minutes < 2880 ? `${(minutes / 60).toFixed(1)} hours` : `${(minutes / 1440).toFixed(1)} days`;
}
