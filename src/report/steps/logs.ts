import type { LogFile, LogTally } from '../../model/log.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { formatBytes, formatCount, formatTime, isoTime } from '../../wording/figures.ts';
import type { Line, Pen } from '../terminal/pen.ts';
import { renderRule } from '../diagnosis/text/section.ts';
import { renderTable } from '../terminal/table.ts';
import type { StepReport } from './step-report.ts';

const TALLIES_SHOWN = 25;

/** What the logs say again and again, and about which container. */
export function reportLogs({ logs }: Snapshot): StepReport {
  return {
    json: { logs: logs.map(asJson) },
    isEmpty: logs.length === 0,
    lines: (pen) => logs.flatMap((log, index) => [...(index === 0 ? [] : [[]]), ...describeLog(pen, log)]),
  };
}

function asJson({ daemon, file, lineCount, bytes, firstAtMs, lastAtMs, tallies }: LogFile): unknown {
  return {
    daemon,
    file,
    lineCount,
    bytes,
    firstAt: isoTime(firstAtMs),
    lastAt: isoTime(lastAtMs),
    messages: tallies.map((tally) => ({
      message: tally.message,
      container: tally.containerId,
      fields: tally.fields,
      count: tally.count,
      firstAt: isoTime(tally.firstAtMs),
      lastAt: isoTime(tally.lastAtMs),
      perHour: hourlyRate(tally),
      first: tally.first,
      last: tally.last,
    })),
  };
}

function describeLog(pen: Pen, { daemon, file, lineCount, bytes, tallies }: LogFile): Line[] {
  const ranked = [...tallies].sort((a, b) => b.count - a.count);
  const hidden = ranked.length - TALLIES_SHOWN;
  return [
    renderRule(pen, `${daemon}: ${formatCount(lineCount)} lines, ${formatBytes(bytes)} (${file})`),
    ...(ranked.length === 0 ? [[pen.span('nothing in it is a known message', 'dim')]] : []),
    ...(ranked.length === 0
      ? []
      : renderTable(
          pen,
          [
            { title: 'count', align: 'right' },
            { title: 'message', tone: 'name', shrinksTo: 16 },
            { title: 'container' },
            { title: 'with', shrinksTo: 10 },
            { title: 'first', shrinksTo: 8 },
            { title: 'last', shrinksTo: 8 },
            { title: 'an hour', align: 'right' },
          ],
          ranked.slice(0, TALLIES_SHOWN).map((tally) => [
            formatCount(tally.count),
            tally.message,
            tally.containerId?.slice(0, 12),
            Object.entries(tally.fields)
              .map(([name, value]) => `${name}=${value}`)
              .join(' '),
            shortTime(tally.firstAtMs, pen.width),
            shortTime(tally.lastAtMs, pen.width),
            describeRate(tally),
          ]),
          pen.width,
        )),
    ...(hidden > 0
      ? [[pen.span(`and ${formatCount(hidden)} more: --output json lists them all`, 'dim')]]
      : []),
  ];
}

/** A burst of seconds says nothing of an hour. */
const LEAST_SPAN_MS = 60_000;

function hourlyRate({ count, firstAtMs, lastAtMs }: LogTally): number | undefined {
  if (count < 3 || firstAtMs === undefined || lastAtMs === undefined) return undefined;
  if (lastAtMs - firstAtMs < LEAST_SPAN_MS) return undefined;
  return Math.round(((count - 1) * 3_600_000 * 10) / (lastAtMs - firstAtMs)) / 10;
}

function describeRate(tally: LogTally): string | undefined {
  const rate = hourlyRate(tally);
  return rate === undefined ? undefined : formatCount(rate < 10 ? rate : Math.round(rate));
}

/** Only the time of day where the terminal is narrow. */
function shortTime(ms: number | undefined, width: number): string | undefined {
  const iso = isoTime(ms);
  if (iso === undefined) return undefined;
  return width < 120 ? iso.slice(11, 19) : formatTime(iso);
}
