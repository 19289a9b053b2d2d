import type { GoroutineProfile } from '../model/goroutine.ts';
import type { Snapshot } from '../model/snapshot.ts';

/** A full dump that has fewer goroutines than this share of what the daemon declared does not stand for the whole. */
const COMPLETE_SHARE = 0.98;
/** Goroutines that come and go between two questions; deadwait's own requests are among them. */
const PASSING = 20;

/** The profile that says most among those that are complete: debug=2, then debug=1, then protobuf, then a torn one. */
export function completeProfile(snapshot: Snapshot, daemon: string): GoroutineProfile | undefined {
  const profiles = snapshot.goroutines.filter((profile) => profile.daemon === daemon);
  const declared = declaredTotal(profiles);
  const complete = profiles.filter(
    (profile) =>
      !profile.truncated &&
      (declared === undefined || profile.total >= Math.min(declared * COMPLETE_SHARE, declared - PASSING)),
  );
  return byDetail(complete) ?? byDetail(profiles);
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

function declaredTotal(profiles: readonly GoroutineProfile[]): number | undefined {
  return profiles.find((profile) => profile.declaredTotal !== undefined)?.declaredTotal;
}

function byDetail(profiles: readonly GoroutineProfile[]): GoroutineProfile | undefined {
  for (const format of ['debug2', 'debug1', 'protobuf'] as const) {
    const profile = profiles.find((one) => one.format === format);
    if (profile !== undefined) return profile;
  }
  return undefined;
}
