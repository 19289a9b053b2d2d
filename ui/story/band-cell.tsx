import { useId } from 'preact/hooks';
import type { Station, StoryPath } from '../../src/report/page/report-data.ts';
import { bandPath, HALF, halfThickness, threadPath } from './band.ts';

/** Where in the band its threads run, from edge to edge. */
const THREADS = Array.from({ length: 9 }, (_, thread) => (thread + 1) / 5 - 1);

/** Threads that lie too close together would hide the band. */
function clarityOf(half: number): number {
  return Math.max(0, Math.min(0.65, (half - 8) / 30));
}

/** A cell of the line, lying for wide pages and standing for narrow ones. */
export function BandCell({ path, index }: { readonly path: StoryPath; readonly index: number }) {
  const { stations, brokenAfter } = path;
  const half = (at: number): number | undefined =>
    stations[at] === undefined
      ? undefined
      : halfThickness(isBehind(at, brokenAfter) ? undefined : stations[at].count);
  const here = half(index) ?? 0;
  const before = half(index - 1);
  const endsHere = index === brokenAfter && index === stations.length - 1;
  const behind = endsHere ? halfThickness(undefined) : half(index + 1);
  const near = [index - 1, index, index + 1];
  const id = useId();
  const drawn = (way: string) => (
    <>
      <defs>
        <linearGradient id={`${id}-${way}-band`} gradientUnits="userSpaceOnUse" x2="100">
          {near.map((at, stop) => (
            <stop
              key={at}
              offset={stop / 2}
              style={{
                stopColor: `color-mix(in oklab, ${colorOf(stations[index])}, ${colorOf(stations[at] ?? stations[index])})`,
              }}
            />
          ))}
        </linearGradient>
        <linearGradient id={`${id}-${way}-thread`} gradientUnits="userSpaceOnUse" x2="100">
          {near.map((at, stop) => (
            <stop
              key={at}
              offset={stop / 2}
              stop-opacity={clarityOf((here + (half(at) ?? here)) / 2)}
              style={{ stopColor: 'var(--paper)' }}
            />
          ))}
        </linearGradient>
      </defs>
      <path class="band" fill={`url(#${id}-${way}-band)`} d={bandPath(before, here, behind)} />
      {THREADS.map((share) => (
        <path
          key={share}
          class="thread"
          stroke={`url(#${id}-${way}-thread)`}
          d={threadPath(before, here, behind, share)}
        />
      ))}
    </>
  );
  return (
    <span class="cell">
      <svg class="lying" viewBox={`0 0 100 ${2 * HALF}`} preserveAspectRatio="none" aria-hidden="true">
        {drawn('lying')}
      </svg>
      <svg class="standing" viewBox={`0 0 ${2 * HALF} 100`} preserveAspectRatio="none" aria-hidden="true">
        <g transform="matrix(0 1 1 0 0 0)">{drawn('standing')}</g>
      </svg>
      <span class="dot" />
      {index === brokenAfter && path.break !== undefined && (
        <span class={`break ${path.break.status}`} title={`${path.break.says}: ${path.break.status}`}>
          <svg viewBox="0 0 36 56" aria-hidden="true">
            <path d="M9 48L17 8M19 48L27 8" />
          </svg>
          <span class="off-screen">
            Here the way is broken: what lies behind {path.break.says} ({path.break.status}).
          </span>
        </span>
      )}
    </span>
  );
}

const COLORS: Readonly<Record<Station['role'], string>> = {
  asks: 'var(--held)',
  holds: 'var(--held)',
  passes: 'var(--flow)',
  blocked: 'var(--stuck)',
  silent: 'var(--stuck)',
};

function colorOf(station: Station | undefined): string {
  return COLORS[station?.role ?? 'passes'];
}

/** Nothing goes on behind the break. */
export function isBehind(index: number, brokenAfter: number | undefined): boolean {
  return brokenAfter !== undefined && index > brokenAfter;
}
