// Go's profiles over HTTP as the files of `pprof/<daemon>/`.
//
// Source: net/http/pprof; moby api/server/router/debug (old versions answer 404 unless in debug mode; 20.10.24 always
// serves them); containerd on its debug socket (`[debug] address`). goroutine?debug=2 stops the daemon while it writes: it
// is asked only when it is read.

import { HostError } from '../../system/host-error.ts';
import type { HttpOptions, UnixHttp } from './unix-http.ts';
import { HttpRefusal } from './http-errors.ts';

const PROFILES = new Map([
  ['goroutine.debug1.txt', '/debug/pprof/goroutine?debug=1'],
  ['goroutine.debug2.txt', '/debug/pprof/goroutine?debug=2'],
  ['goroutine.pb.gz', '/debug/pprof/goroutine'],
  ['heap.debug1.txt', '/debug/pprof/heap?debug=1'],
  ['heap.pb.gz', '/debug/pprof/heap'],
]);

/** The profiles that can be asked for, sorted. */
export const PROFILE_NAMES: readonly string[] = [...PROFILES.keys()];

/** What to say of a daemon that serves no profiles, and of one that serves them only to some. */
export interface ProfileAdvice {
  readonly howToTurnOn: string;
  readonly whoMay?: string;
}

/** One profile as a stream; HostError `unsupported` or `denied`, with the advice, when the daemon does not serve it. */
export async function openProfile(
  http: UnixHttp,
  name: string,
  options: HttpOptions,
  { howToTurnOn, whoMay }: ProfileAdvice,
): Promise<AsyncIterable<Uint8Array>> {
  const target = PROFILES.get(name);
  if (target === undefined) throw new HostError(options.path, 'absent', `${options.path} is not a profile`);
  try {
    return await http.open(target, options);
  } catch (error) {
    if (error instanceof HttpRefusal && error.status === 404)
      throw new HostError(options.path, 'unsupported', howToTurnOn, { cause: error });
    if (error instanceof HttpRefusal && error.reason === 'denied' && whoMay !== undefined)
      throw new HostError(options.path, 'denied', whoMay, { cause: error });
    throw error;
  }
}
