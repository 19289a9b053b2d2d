import type { ReportData, ReportGroup, ReportProfile } from '../../src/report/page/report-data.ts';
import { describeGrowth } from '../../src/report/diagnosis/growth.ts';
import { formatCount, formatDuration } from '../../src/wording/figures.ts';
import { Safe } from '../parts/safe-text.tsx';
import { scale, shortCount } from '../graph/scale.ts';

const WIDTH = 420;
const HEIGHT = 190;
const BOX = { left: 44, right: 12, top: 20, bottom: 30 };
/** Waits are whole minutes: a shorter history is no curve. */
const SHORTEST = 3;

interface WaitChartProps {
  readonly data: ReportData;
  readonly profile: ReportProfile;
  readonly groups: readonly ReportGroup[];
}

/** How long the goroutines have waited; read from the left it is how the leak grew, from its start until now. */
export function WaitChart({ data: { diagnosis }, profile, groups }: WaitChartProps) {
  const bars = addWaits(groups);
  const longest = Math.max(0, ...bars.map(([minutes]) => minutes));
  const counted = bars.reduce((sum, [, count]) => sum + count, 0);
  const causes = new Set(groups.flatMap(({ cause }) => cause ?? []));
  const growing = diagnosis.findings.find(({ cause, growth }) => causes.has(cause) && growth !== undefined);
  const growth = growing?.growth;
  return (
    <section class="panel waits" aria-label="How long they have waited">
      <h2>How long they have waited</h2>
      {counted === 0 ? (
        <p class="note">This profile does not tell how long goroutines have waited; the full dump does.</p>
      ) : longest < SHORTEST ? (
        <Few bars={bars} counted={counted} />
      ) : (
        <Bars bars={bars} step={profile.waitStepMinutes} marksStart={growth?.source === 'waits'} />
      )}
      {growth !== undefined && (
        <div class="note">
          {describeGrowth(growth, diagnosis.host.capturedAt).map((says) => (
            <p key={says}>
              <Safe text={says} prose />
            </p>
          ))}
        </div>
      )}
    </section>
  );
}

type Bar = readonly [number, number];

function Few({ bars, counted }: { readonly bars: readonly Bar[]; readonly counted: number }) {
  return (
    <ul class="few">
      {bars.map(([minutes, count]) => (
        <li key={minutes}>
          <span class="label">{minutes === 0 ? 'less than a minute' : formatDuration(minutes * 60)}</span>
          <span class="bar" aria-hidden="true">
            <span style={{ width: `${(count / counted) * 100}%` }} />
          </span>
          <b>{formatCount(count)}</b>
        </li>
      ))}
    </ul>
  );
}

interface BarsProps {
  readonly bars: readonly Bar[];
  readonly step: number;
  readonly marksStart: boolean;
}

function Bars({ bars, step, marksStart }: BarsProps) {
  const oldest = Math.max(...bars.map(([minutes]) => minutes));
  const most = Math.max(...bars.map(([, count]) => count));
  const x = scale(oldest + step, 0, BOX.left, WIDTH - BOX.right);
  const y = scale(0, most, HEIGHT - BOX.bottom, BOX.top);
  const base = HEIGHT - BOX.bottom;
  const total = bars.reduce((sum, [, count]) => sum + count, 0);
  return (
    <figure class="history">
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={`${formatCount(total)} goroutines; the oldest has waited for ${formatDuration(oldest * 60)}.`}
      >
        <line class="axis" x1={BOX.left} x2={WIDTH - BOX.right} y1={base} y2={base} />
        {bars.map(([minutes, count]) => (
          <rect
            key={minutes}
            class="wait"
            x={x(minutes + step)}
            y={y(count)}
            width={Math.max(1, x(minutes) - x(minutes + step) - 1)}
            height={Math.max(0.8, base - y(count))}
          >
            <title>{`${formatDuration(minutes * 60)}: ${formatCount(count)}`}</title>
          </rect>
        ))}
        {marksStart && <path class="start" d={`M${x(oldest + step)} ${BOX.top - 8}V${base + 6}`} />}
        <text class="tick" x={BOX.left - 8} y={BOX.top + 4} text-anchor="end">
          {shortCount(most)}
        </text>
        <text class="tick" x={BOX.left} y={base + 19}>
          {formatDuration(oldest * 60)} ago{marksStart ? ': started' : ''}
        </text>
        <text class="tick" x={WIDTH - BOX.right} y={base + 19} text-anchor="end">
          now
        </text>
      </svg>
      <figcaption>goroutines by when their wait began, in steps of {formatDuration(step * 60)}</figcaption>
    </figure>
  );
}

function addWaits(groups: readonly ReportGroup[]): readonly Bar[] {
  const added = new Map<number, number>();
  for (const { waits } of groups)
    for (const [minutes, count] of waits) added.set(minutes, (added.get(minutes) ?? 0) + count);
  return [...added].sort(([a], [b]) => a - b);
}
