import type { CauseFit, DumpFits, NearMiss } from '../../model/dump-fits.ts';
import { formatDuration } from '../../wording/figures.ts';
import { counted, listed } from '../../wording/phrases.ts';
import { describeUnverified } from '../causes/cause-words.ts';
import { indent, type Line, type Pen } from '../terminal/pen.ts';
import { proseRoom, renderEntry, renderRule } from '../diagnosis/text/section.ts';
import { sayStatement } from '../words/say-statement.ts';
import type { StepReport } from './step-report.ts';

const NEAR_SHOWN = 10;
const TITLE_WIDTH = 10;
const UNSURE =
  'The dump alone does not tell it from ordinary work. A second one a few minutes later does: debug=2 prints the waits.';

/** Which causes fit a dump, and of which something is missing. */
export function reportCauseFits({ daemon, version, fits, near }: DumpFits, total: number): StepReport {
  return {
    json: {
      ...(daemon === undefined ? {} : { daemon }),
      ...(version === undefined ? {} : { version }),
      goroutines: total,
      fits: fits.map(({ cause, states, ...fit }) => ({
        cause: cause.id,
        title: cause.title,
        kind: cause.kind,
        ...fit,
        ...(states === undefined ? {} : { says: sayStatement(states) }),
      })),
      near: near.map(({ cause, missing, ...miss }) => ({
        cause: cause.id,
        title: cause.title,
        kind: cause.kind,
        ...miss,
        missing: missing.map(sayStatement),
      })),
    },
    isEmpty: false,
    lines: (pen) => [
      ...pen.wrap(headOf(daemon, version, total), proseRoom(pen, 0)),
      [],
      ...(fits.length === 0
        ? [[pen.span('No known cause fits. deadwait goroutines shows where they wait.')], []]
        : fits.flatMap((fit) => describeFit(pen, fit))),
      ...(near.length === 0 ? [] : [renderRule(pen, 'Near misses'), []]),
      ...near.slice(0, NEAR_SHOWN).flatMap((miss) => describeMiss(pen, miss)),
      ...(near.length > NEAR_SHOWN
        ? [[pen.span(`and ${near.length - NEAR_SHOWN} more: --output json lists them all`, 'dim')]]
        : []),
    ],
  };
}

function headOf(daemon: string | undefined, version: string | undefined, total: number): string {
  const from =
    daemon === undefined
      ? 'of a program that is not known by its functions'
      : `of ${[daemon, version].filter(Boolean).join(' ')}`;
  const unknown = version === undefined ? ' Its version is not known (--daemon-version).' : '';
  return `${counted(total, 'goroutine')} ${from}.${unknown}`;
}

function describeFit(pen: Pen, fit: CauseFit): Line[] {
  const { cause, goroutines, place, state, oldestMinutes, states, affected, confidence, because } = fit;
  const since = oldestMinutes === undefined ? '' : `, the oldest for ${formatDuration(oldestMinutes * 60)}`;
  const where = `${counted(goroutines, 'goroutine')} in ${place}${state === undefined ? '' : ` [${state}]`}${since}`;
  return [
    renderRule(pen, cause.id),
    ...indent(
      pen.wrap(
        cause.kind === 'lookalike' ? `${cause.title}: no fault` : cause.title,
        proseRoom(pen, 2),
        'strong',
      ),
      2,
    ),
    ...renderEntry(pen, 'there', states === undefined ? where : sayStatement(states), TITLE_WIDTH),
    ...renderEntry(
      pen,
      'flaw in',
      `${cause.affected.map(describeRange).join('; ')}${affected ? ', and so in this version' : ''}`,
      TITLE_WIDTH,
    ),
    ...[describeUnverified(cause)]
      .filter(Boolean)
      .flatMap((says) => renderEntry(pen, 'unverified', says, TITLE_WIDTH)),
    ...(because.length === 0 ? [] : renderEntry(pen, 'because', `of ${listed(because)}`, TITLE_WIDTH)),
    ...(confidence === 'possible' && cause.kind !== 'lookalike'
      ? renderEntry(pen, 'unsure', UNSURE, TITLE_WIDTH)
      : []),
    [],
  ];
}

function describeMiss(pen: Pen, { cause, goroutines, place, missing }: NearMiss): Line[] {
  return [
    ...pen.wrap(cause.id, pen.width, 'name'),
    ...renderEntry(pen, 'there', `${counted(goroutines, 'goroutine')} in ${place}`, TITLE_WIDTH),
    ...missing.flatMap((miss) => renderEntry(pen, 'missing', sayStatement(miss), TITLE_WIDTH)),
  ];
}

function describeRange({ from, before }: { readonly from?: string; readonly before?: string }): string {
  if (from !== undefined && before !== undefined) return `${from} up to, not including, ${before}`;
  if (from !== undefined) return `${from} and later`;
  return before === undefined ? 'all versions' : `before ${before}`;
}
