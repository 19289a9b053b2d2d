import { isLag } from '../../../src/compare/figure-changes.ts';
import type { Comparison, FigureChange, FigureName, Prediction } from '../../../src/model/comparison.ts';
import { FIGURE_WORDS, formatOf } from '../../../src/report/comparison/tables.ts';
import { describeRange } from '../../../src/report/diagnosis/growth.ts';
import { formatChange, formatRate } from '../../../src/wording/change.ts';
import { formatShare, formatTime } from '../../../src/wording/figures.ts';
import { Safe } from '../../parts/safe-text.tsx';
import { BeforeAfterBar } from '../before-after-bar.tsx';

/** The figures of the host and of each daemon: then and now, how fast, and when that meets a limit. */
export function Figures({ comparison }: { readonly comparison: Comparison }) {
  const { figures, predictions } = comparison;
  if (figures.length === 0) return null;
  const owners = [...new Set(figures.map(({ daemon }) => daemon))];
  const assumptions = [...new Set(predictions.map(({ assumes }) => assumes))];
  return (
    <section>
      <h2>What they hold</h2>
      {owners.map((owner) => (
        <div class="owner" key={owner ?? ''}>
          <h3>{owner === undefined ? 'the host' : <Safe text={owner} />}</h3>
          <ul class="figure-rows">
            {figures
              .filter(({ daemon }) => daemon === owner)
              .map((row) => (
                <Row
                  key={row.figure}
                  row={row}
                  isLag={isLag(figures, row)}
                  prediction={predictions.find((one) => one.daemon === owner && OF[one.of] === row.figure)}
                  now={comparison.after.capturedAt}
                />
              ))}
          </ul>
        </div>
      ))}
      {assumptions.map((assumes) => (
        <p class="note" key={assumes}>
          A limit is reached then if <Safe text={assumes} prose />.
        </p>
      ))}
    </section>
  );
}

const OF: Readonly<Record<Prediction['of'], FigureName>> = {
  descriptors: 'fds',
  memory: 'rssBytes',
  'open files': 'openFiles',
};

interface RowProps {
  readonly row: FigureChange;
  /** Memory of which the cause is gone, and that Go gives back later. */
  readonly isLag: boolean;
  readonly prediction: Prediction | undefined;
  readonly now: string | undefined;
}

function Row({ row, isLag, prediction, now }: RowProps) {
  const { figure, before, after, change, perHour, notable } = row;
  const format = formatOf(figure);
  return (
    <li class={notable ? 'notable' : undefined}>
      <span class="name">{FIGURE_WORDS[figure]}</span>
      <span class="values">
        <span class="then">{format(before)}</span> → <b>{format(after)}</b>
      </span>
      <BeforeAfterBar before={before} after={after} most={Math.max(before, after)} />
      <span class="change">{formatChange(change, format)}</span>
      <span class="rate">{perHour !== undefined && `${formatRate(perHour, format)} an hour`}</span>
      <span class="matters">
        <Matters notable={notable} isLag={isLag} change={change} />
      </span>
      {prediction !== undefined && (
        <Forecast prediction={prediction} after={after} now={now} format={format} />
      )}
    </li>
  );
}

interface ForecastProps {
  readonly prediction: Prediction;
  readonly after: number;
  readonly now: string | undefined;
  readonly format: (value: number) => string;
}

const DAY = 86_400;

/** Between which times the limit is reached, and how much of it is in use. */
function Forecast({ prediction: { limit, low, high }, after, now, format }: ForecastProps) {
  const seconds = now === undefined ? undefined : (Date.parse(low) - Date.parse(now)) / 1000;
  return (
    <p class="forecast-line">
      <span class={seconds !== undefined && seconds < DAY ? 'chip critical' : 'chip warning'}>limit</span>{' '}
      {formatShare(after, limit)} of {format(limit)}; reached{' '}
      {now === undefined ? (
        <Safe text={`between ${formatTime(low)} and ${formatTime(high)}`} />
      ) : (
        <Safe text={`${describeRange({ basis: 'steady', low, high }, now)} after the later recording`} />
      )}
    </p>
  );
}

interface MattersProps {
  readonly notable: boolean;
  readonly isLag: boolean;
  readonly change: number;
}

/** Whether it is more than comes and goes. */
function Matters({ notable, isLag, change }: MattersProps) {
  if (!notable) return <span class="dim">comes and goes</span>;
  if (isLag && change > 0) return <span class="chip">Go gives it back later</span>;
  return <span class={change > 0 ? 'chip critical' : 'chip good'}>matters</span>;
}
