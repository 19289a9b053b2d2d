import type { GoroutineProfile } from '../../model/goroutine.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { completeProfiles, declaredTotal } from '../../parse/go/complete-profiles.ts';

/** The profile that says most among those that are complete: debug=2, then debug=1, then protobuf, then a torn one. */
export function completeProfile(snapshot: Snapshot, daemon: string): GoroutineProfile | undefined {
  const profiles = snapshot.goroutines.filter((profile) => profile.daemon === daemon);
  return byDetail(completeProfiles(profiles)) ?? byDetail(profiles);
}

/**
 * A full dump that is not the complete profile, because it ends early (Go ends /debug/pprof/goroutine?debug=2 at 64 MiB). It
 * still shows arguments and the longest waits, because the oldest goroutines come first; undefined where there is none.
 */
export function tornDump(snapshot: Snapshot, daemon: string): GoroutineProfile | undefined {
  const dump = snapshot.goroutines.find(
    (profile) => profile.daemon === daemon && profile.format === 'debug2',
  );
  return dump === completeProfile(snapshot, daemon) ? undefined : dump;
}

/** Goroutines of the daemon: what it declares in its own profile, else what was counted; undefined without a profile. */
export function goroutineTotal(snapshot: Snapshot, daemon: string): number | undefined {
  const profiles = snapshot.goroutines.filter((profile) => profile.daemon === daemon);
  return declaredTotal(profiles) ?? byDetail(profiles)?.total;
}

/** One profile of each daemon: that which says most. */
export function bestProfiles(profiles: readonly GoroutineProfile[]): readonly GoroutineProfile[] {
  return [...new Set(profiles.map(({ daemon }) => daemon))].flatMap(
    (daemon) => byDetail(profiles.filter((profile) => profile.daemon === daemon)) ?? [],
  );
}

function byDetail(profiles: readonly GoroutineProfile[]): GoroutineProfile | undefined {
  for (const format of ['debug2', 'debug1', 'protobuf'] as const) {
    const profile = profiles.find((one) => one.format === format);
    if (profile !== undefined) return profile;
  }
  return undefined;
}
