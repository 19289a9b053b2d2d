import type { Moment } from '../model/comparison.ts';
import type { Diagnosis } from '../model/diagnosis.ts';
import type { Snapshot } from '../model/snapshot.ts';

/** One look at a host, as it was investigated. */
export interface Exhibit {
  /** As the user named it. */
  readonly name: string;
  readonly snapshot: Snapshot;
  readonly diagnosis: Diagnosis;
}

/** In the order of time; where a time is unknown, as they are given. */
export function inOrderOfTime<One extends Exhibit>(first: One, second: One): readonly [One, One] {
  const swapped = timeOf(second.snapshot.host.capturedAt) < timeOf(first.snapshot.host.capturedAt);
  return swapped ? [second, first] : [first, second];
}

/** Who and when an exhibit is. */
export function momentOf({ name, snapshot: { host }, diagnosis }: Exhibit): Moment {
  const booted = timeOf(host.capturedAt) - (host.uptimeSeconds ?? Number.NaN) * 1000;
  return {
    name,
    ...(host.hostname === undefined ? {} : { hostname: host.hostname }),
    ...(Number.isNaN(timeOf(host.capturedAt))
      ? {}
      : { capturedAt: new Date(timeOf(host.capturedAt)).toISOString() }),
    ...(Number.isNaN(booted) ? {} : { bootedAt: new Date(Math.round(booted / 1000) * 1000).toISOString() }),
    verdict: diagnosis.verdict,
    headline: diagnosis.headline,
  };
}

/** Milliseconds since 1970; NaN for what is no time. */
export function timeOf(iso: string | undefined): number {
  return Date.parse(iso ?? '');
}
