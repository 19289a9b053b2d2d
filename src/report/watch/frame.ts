import type { Severity } from '../../model/diagnosis.ts';
import { formatCount, formatDuration, formatTime } from '../../wording/figures.ts';
import { counted, listed } from '../../wording/phrases.ts';
import { renderBooks } from '../diagnosis/text/ending.ts';
import { renderVerdict } from '../diagnosis/text/heading.ts';
import { createPen, gapOf, indent, type Line, type Paper, type Pen, type Tone } from '../terminal/pen.ts';
import { renderRule } from '../diagnosis/text/section.ts';
import { renderTable } from '../terminal/table.ts';
import { describeChange, describeHeld } from './changes.ts';
import { renderDaemonTable } from './daemon-table.ts';
import type { Watched } from './watched.ts';

export interface FrameOptions {
  readonly paper: Paper;
  /** Lines of the terminal; all that there is to say when absent. */
  readonly rows?: number;
  readonly intervalMs: number;
}

const TONES: Readonly<Record<Severity, Tone>> = { critical: 'bad', warning: 'warn', info: 'dim' };

/**
 * One look as a screen: the verdict, what the daemons hold and how that changes, the findings in one line each, what does not
 * balance, what could not be read. What does not fit below is counted in the last line.
 */
export function renderFrame(watched: Watched, { paper, rows, intervalMs }: FrameOptions): string {
  const pen = createPen(paper);
  const { diagnosis, atMs, booksAtMs } = watched.look;
  const asOf = booksAtMs === atMs ? '' : ` (of ${clock(booksAtMs)})`;
  const wrong = diagnosis.books.filter(({ balanced }) => !balanced);
  const blocks: Line[][] = [
    [...renderVerdict(pen, diagnosis), [], renderMoment(pen, watched, intervalMs)],
    indent([...renderDaemonTable(pen, watched.daemons, atMs), ...renderSilence(pen, watched)], 2),
    titled(pen, 'Findings', indent(renderFindings(pen, watched), 2)),
    titled(pen, `Books that do not balance${asOf}`, renderBooks(pen, wrong)),
    titled(pen, 'Not known', renderGaps(pen, watched)),
  ];
  return pen.print(fit(pen, joined(blocks), rows));
}

function renderMoment(pen: Pen, { look, lookCount, firstAtMs }: Watched, intervalMs: number): Line {
  const { hostname } = look.diagnosis.host;
  const facts = [
    ...(hostname === undefined ? [] : [hostname]),
    formatTime(new Date(look.atMs).toISOString()),
    lookCount === 1
      ? `first look, then every ${formatDuration(intervalMs / 1000)}`
      : `look ${formatCount(lookCount)}, every ${formatDuration(intervalMs / 1000)} for ${formatDuration((look.atMs - firstAtMs) / 1000)}`,
  ];
  return [gapOf(2), pen.cut(facts.join(' · '), pen.width - 2, 'dim')];
}

/** Who did not answer, and who is another process than before. */
function renderSilence(pen: Pen, { look, daemons }: Watched): Line[] {
  const { silent } = look;
  const quiet =
    silent.length === 0
      ? []
      : [
          `${listed(silent)} ${silent.length === 1 ? 'does' : 'do'} not answer, and ${silent.length === 1 ? 'is' : 'are'} asked less often`,
        ];
  const anew = daemons.flatMap(({ daemon, restartedAtMs }) =>
    restartedAtMs === undefined
      ? []
      : [`${daemon.name} was restarted: another process since ${clock(restartedAtMs)}`],
  );
  return [...quiet, ...anew].map((says) => [pen.cut(says, pen.width - 2, 'warn')]);
}

function renderFindings(pen: Pen, { findings, departed, lookCount, look }: Watched): Line[] {
  const rows = findings.map(({ finding, firstAtMs, before }) => [
    [pen.span('●', TONES[finding.severity])],
    finding.title,
    describeHeld(finding.counts),
    before === undefined
      ? lookCount === 1
        ? undefined
        : `new at ${clock(firstAtMs)}`
      : describeChange(before, finding.counts),
  ]);
  const columns = [
    { title: '' },
    { title: 'finding', shrinksTo: 10 },
    { title: 'holds', shrinksTo: 8 },
    { title: 'last look', shrinksTo: 7, tone: 'strong' as const },
  ];
  const [, ...lines] = rows.length === 0 ? [] : renderTable(pen, columns, rows, pen.width - 2);
  // What a daemon that does not answer had shown may still be there.
  const word = look.silent.length === 0 ? 'gone' : 'not seen';
  const gone = departed.map(({ says, atMs }): Line => [
    pen.span(look.silent.length === 0 ? '✓' : '○', look.silent.length === 0 ? 'good' : 'warn'),
    gapOf(2),
    pen.cut(`${word} since ${clock(atMs)}: ${says}`, pen.width - 5, 'dim'),
  ]);
  return [...lines, ...gone];
}

/** One line each. */
function renderGaps(pen: Pen, { look }: Watched): Line[] {
  return look.diagnosis.gaps.map(({ source, reason, detail }) => [
    gapOf(2),
    pen.span('○', 'warn'),
    gapOf(1),
    pen.cut(`${source} (${reason}): ${detail}`, pen.width - 4, 'dim'),
  ]);
}

function titled(pen: Pen, title: string, lines: readonly Line[]): Line[] {
  return lines.length === 0 ? [] : [renderRule(pen, title), ...lines];
}

function joined(blocks: readonly (readonly Line[])[]): Line[] {
  return blocks
    .filter((block) => block.length > 0)
    .flatMap((block, index) => (index === 0 ? [...block] : [[], ...block]));
}

function fit(pen: Pen, lines: readonly Line[], rows = lines.length): readonly Line[] {
  if (lines.length <= rows) return lines;
  const shown = Math.max(1, rows - 1);
  const more = `… ${counted(lines.length - shown, 'more line')}; deadwait diagnose tells it all`;
  return [...lines.slice(0, shown), [pen.cut(more, pen.width, 'dim')]].slice(0, Math.max(1, rows));
}

/** `02:08:59`. */
function clock(atMs: number): string {
  return new Date(atMs).toISOString().slice(11, 19);
}
