import type { FigureChange, NotFreed, ReleaseResult, TaskOutcome } from '../../model/release.ts';
import { formatBytes, formatCount } from '../../wording/figures.ts';
import { counted, listed, nameOf } from '../../wording/phrases.ts';
import { createPen, gapOf, indent, type Line, type Paper, type Pen } from '../terminal/pen.ts';
import { proseRoom, renderRule } from '../diagnosis/text/section.ts';
import { renderTable } from '../terminal/table.ts';

/** What a release did, for a terminal: each action, before and after, and what is left. */
export function renderResult(result: ReleaseResult, paper: Paper): string {
  const pen = createPen(paper);
  const blocks: Line[][] = [
    renderHead(pen, result),
    renderActions(pen, result),
    titled(pen, 'Before and after', renderFigures(pen, result.figures)),
    titled(pen, 'Tasks', renderTasks(pen, result)),
    titled(pen, 'Containers', renderContainers(pen, result)),
    titled(
      pen,
      'What is left',
      result.next.flatMap((text) => indent(pen.wrap(text, proseRoom(pen, 2)), 2)),
    ),
  ];
  return pen.print(
    blocks
      .filter((block) => block.length > 0)
      .flatMap((block, index) => (index === 0 ? block : [[], ...block])),
  );
}

function renderHead(pen: Pen, result: ReleaseResult): Line[] {
  const { freed } = result;
  const badge = pen.span(freed ? 'FREED' : 'NOT FREED', freed ? 'good-badge' : 'bad-badge');
  return [[badge, gapOf(2), pen.span(headline(result), 'strong')]];
}

function headline({ freed, tookMs, tasks, notFreed }: ReleaseResult): string {
  if (notFreed !== undefined) return tellNotFreed(notFreed);
  const blocked = tasks.filter(({ outcome }) => outcome === 'blocked').length;
  if (freed) return `everything that was planned came free in ${seconds(Math.max(100, tookMs))}`;
  return blocked > 0
    ? `${counted(blocked, 'task')} of ${formatCount(tasks.length)} ${blocked === 1 ? 'is' : 'are'} still blocked after ${seconds(tookMs)}`
    : `the tasks are free, but not everything came back within ${seconds(tookMs)}`;
}

/** `dd (PID 4711) is still blocked after the abort of nas01:/export on /mnt/vol1 (FUSE connection 39)`. */
function tellNotFreed({ tasks, what }: NotFreed): string {
  const who = tasks.map(({ comm, pid, tid }) => `${comm} (PID ${tid === pid ? pid : `${pid}/${tid}`})`);
  return `${listed(who, 3)} ${tasks.length === 1 ? 'is' : 'are'} still blocked after ${what}`;
}

function renderActions(pen: Pen, { actions }: ReleaseResult): Line[] {
  return actions.flatMap(({ done, says }) => {
    const mark = done ? pen.span('✓', 'good') : pen.span('✗', 'bad');
    return pen
      .wrap(says, proseRoom(pen, 5))
      .map((line, index) => [gapOf(2), index === 0 ? mark : gapOf(mark.text.length), gapOf(2), ...line]);
  });
}

function renderFigures(pen: Pen, figures: readonly FigureChange[]): Line[] {
  if (figures.length === 0) return [];
  const table = indent(
    renderTable(
      pen,
      [
        { title: 'daemon', tone: 'name', shrinksTo: 8 },
        { title: 'figure' },
        { title: 'before', align: 'right' },
        { title: 'after', align: 'right' },
        { title: 'came back', align: 'right' },
        { title: 'of', align: 'right' },
        { title: 'within', align: 'right' },
      ],
      figures.map(({ daemon, pid, figure, before, after, held, cameBack, afterMs }) => [
        `${daemon} (${pid})`,
        figure,
        amount(figure, before),
        amount(figure, after),
        figure === 'memory' || before === undefined || after === undefined || cameBack === undefined
          ? undefined
          : formatCount(before - after),
        cameBack === undefined ? undefined : amount(figure, held),
        cameBack === undefined ? undefined : cameBack && afterMs !== undefined ? seconds(afterMs) : 'not yet',
      ]),
      pen.width - 2,
    ),
    2,
  );
  const notes = keptMemory(figures).flatMap((text) => indent(pen.wrap(text, proseRoom(pen, 2)), 2));
  return [...table, ...notes];
}

/** Less memory than this worries nobody. */
const WORTH_A_WORD_BYTES = 256 * 1024 * 1024;

/** Memory that stays although everything else came back is taken for the leak going on; it is not. */
function keptMemory(figures: readonly FigureChange[]): readonly string[] {
  return figures.flatMap(({ daemon, pid, figure, before, after }) => {
    const isCured = figures.some((one) => one.pid === pid && one.cameBack === true);
    if (figure !== 'memory' || !isCured || before === undefined || after === undefined) return [];
    if (after < WORTH_A_WORD_BYTES || after < before / 2) return [];
    return [
      `${daemon} keeps ${formatBytes(after)} of memory for a while: Go collects garbage within two minutes and gives free memory back over the minutes after that (built with Go 1.12 to 1.15, only when the kernel needs it).`,
    ];
  });
}

const OUTCOMES: Readonly<Record<TaskOutcome['outcome'], string>> = {
  gone: 'gone',
  runs: 'free; it runs on',
  blocked: 'BLOCKED',
};

function renderTasks(pen: Pen, { tasks }: ReleaseResult): Line[] {
  if (tasks.length === 0) return [];
  return indent(
    renderTable(
      pen,
      [
        { title: 'pid', align: 'right' },
        { title: 'comm', shrinksTo: 6 },
        { title: 'waited for' },
        { title: 'is now' },
        { title: 'after', align: 'right' },
        { title: 'says', shrinksTo: 20, tone: 'bad' },
      ],
      tasks.map(({ task, outcome, afterMs, says }) => [
        task.tid === task.pid ? String(task.pid) : `${task.pid}/${task.tid}`,
        task.comm,
        task.waits,
        OUTCOMES[outcome],
        outcome === 'blocked' ? undefined : seconds(afterMs),
        says,
      ]),
      pen.width - 2,
    ),
    2,
  );
}

function renderContainers(pen: Pen, { containers }: ReleaseResult): Line[] {
  if (containers.length === 0) return [];
  return indent(
    renderTable(
      pen,
      [
        { title: 'container', tone: 'name', shrinksTo: 16 },
        { title: 'id' },
        { title: 'is now' },
        { title: 'after', align: 'right' },
      ],
      containers.map((container) => [
        nameOf(container),
        container.id.slice(0, 12),
        container.ended ? (container.state ?? 'ended') : (container.state ?? 'not known'),
        container.ended && container.afterMs !== undefined ? seconds(container.afterMs) : undefined,
      ]),
      pen.width - 2,
    ),
    2,
  );
}

function amount(figure: FigureChange['figure'], value: number | undefined): string | undefined {
  if (value === undefined) return undefined;
  return figure === 'memory' ? formatBytes(value) : formatCount(value);
}

/** `0.6 s`; `< 0.1 s`. */
function seconds(ms: number): string {
  if (ms < 100) return '<0.1s';
  return `${formatCount(Math.round(ms / 100) / 10)}s`;
}

function titled(pen: Pen, title: string, lines: readonly Line[]): Line[] {
  return lines.length === 0 ? [] : [renderRule(pen, title), ...lines];
}
