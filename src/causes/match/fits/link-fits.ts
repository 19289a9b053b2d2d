import type { CauseFit } from '../../../model/dump-fits.ts';
import type { GoroutineProfile } from '../../../model/goroutine.ts';
import { matchFunctions } from '../../locks/function-patterns.ts';
import { matchRole } from '../match-signature.ts';

/**
 * The fits with what brings them about, roots first: who waits for a lock waits because of what its holder does. Then those that
 * goroutines show by themselves, then the waits for locks; the most goroutines first.
 */
export function linkFits(fits: readonly CauseFit[], profile: GoroutineProfile): readonly CauseFit[] {
  const present = new Set(fits.map(({ cause }) => cause.id));
  const linked = fits.map((fit) => ({
    ...fit,
    because: [
      ...new Set([
        ...fit.because.filter((id) => present.has(id)),
        ...holders(fit, fits, profile),
        ...fits.filter(({ cause }) => cause.explains.includes(fit.cause.id)).map(({ cause }) => cause.id),
      ]),
    ].sort(),
  }));
  const roots = new Set(linked.filter(({ because }) => because.length === 0).map(({ cause }) => cause.id));
  const explaining = new Set(linked.flatMap(({ because }) => because).filter((id) => roots.has(id)));
  const rank = ({ cause, because, states, confidence }: CauseFit): number => {
    if (cause.kind === 'lookalike') return 5;
    if (because.length > 0) return 4;
    if (cause.locks !== undefined && states !== undefined) return 2;
    return explaining.has(cause.id) ? 0 : confidence === 'possible' ? 3 : 1;
  };
  return linked.sort(
    (a, b) => rank(a) - rank(b) || b.goroutines - a.goroutines || (a.cause.id < b.cause.id ? -1 : 1),
  );
}

/** Fits whose goroutines are in a function that holds the lock of this one, and wait for something else there. */
function holders(
  { cause, states }: CauseFit,
  fits: readonly CauseFit[],
  profile: GoroutineProfile,
): readonly string[] {
  const patterns = (cause.locks ?? []).flatMap(({ holds = [] }) => holds);
  // One that was found by its own goroutines says nothing of a lock.
  if (patterns.length === 0 || states === undefined) return [];
  const holds = matchFunctions([{ patterns, value: true }]);
  return fits
    .filter((other) => other.cause.locks === undefined && other.cause.kind !== 'lookalike')
    .filter(({ cause: other }) =>
      matchRole(profile, other, 'primary')?.groups.some(({ frames }) =>
        frames.some((frame) => holds(frame.function).length > 0),
      ),
    )
    .map((other) => other.cause.id);
}
