import type { DebugBackup, DebugPlan, DebugResult, DebugState, DebugStatus } from '../../model/debug-mode.ts';
import { formatTime } from '../../wording/figures.ts';
import { createPen, gapOf, indent, type Line, type Paper, type Pen, type Tone } from '../terminal/pen.ts';

const SETTINGS: Readonly<Record<DebugState['inFile'], string>> = {
  on: 'on',
  off: 'off',
  unset: 'not set',
  'no-file': 'there is no such file',
  unknown: 'not known',
};

const STAGES: Readonly<Record<DebugBackup['fileIs'], string>> = {
  'as-before': 'the file is as it was before',
  'switched-on': 'the file is as deadwait has switched it on',
  'switching-off': 'the file says false: deadwait was switching it off',
  changed: 'the file has been changed by somebody else since',
  unreadable: 'the file cannot be read now',
};

/** Every dockerd, and what is kept of its file. */
export function renderDebugStatus({ daemons }: DebugStatus, paper: Paper): string {
  const pen = createPen(paper);
  if (daemons.length === 0)
    return pen.print([[pen.span('No dockerd runs here, and no backup of its file is kept.')]]);
  return pen.print(
    daemons.flatMap((state, index) => [...(index === 0 ? [] : [[]]), ...renderState(pen, state)]),
  );
}

/** What would be done, step by step. */
export function renderDebugPlan(plan: DebugPlan, command: string, paper: Paper): string {
  const pen = createPen(paper);
  const { steps, notes, to, daemon } = plan;
  if (steps.length === 0) return pen.print([alreadySo(pen, plan)]);
  const lines: Line[] = [
    headline(pen, 'PLAN', 'warn-badge', `switch ${nameOf(daemon)} ${to}; nothing has been done yet`),
    [],
  ];
  for (const [index, { says, diff = [] }] of steps.entries()) {
    lines.push(...listItem(pen, `${index + 1}. `, says));
    for (const line of diff) lines.push([gapOf(7), pen.span(line, toneOf(line))]);
  }
  for (const note of notes) lines.push(...(note === notes[0] ? [[]] : []), ...listItem(pen, '! ', note));
  return pen.print([...lines, [], [gapOf(2), pen.span('To do it: '), pen.span(command, 'name')]]);
}

/** What was done. */
export function renderDebugResult(result: DebugResult, paper: Paper): string {
  const pen = createPen(paper);
  const { done, notes, to, daemon } = result;
  if (done.length === 0) return pen.print([alreadySo(pen, result)]);
  const tick = pen.span('✓ ').text;
  return pen.print([
    headline(pen, 'DONE', 'good-badge', `${nameOf(daemon)} is ${to}`),
    [],
    ...done.flatMap((says) => listItem(pen, tick, says.replace(/:$/, '.'))),
    ...notes.flatMap((note) => listItem(pen, '! ', note)),
    ...(to === 'on'
      ? [[], ...indent(pen.wrap('deadwait debug off puts the file back as it was.', pen.width - 2), 2)]
      : []),
  ]);
}

function renderState(pen: Pen, state: DebugState): Line[] {
  const { pid, version, socket, configFile, inFile, inDaemon, flag, backup, problems } = state;
  const place = socket === undefined ? '' : ` on ${socket}`;
  const name =
    pid === undefined
      ? 'no dockerd that was looked at reads this file'
      : `dockerd${version === undefined ? '' : ` ${version}`} (pid ${pid})${place}`;
  const mode = inDaemon === undefined ? 'not known' : inDaemon ? 'on' : 'off';
  const rows: [string, string, Tone?][] = [];
  if (pid !== undefined) rows.push(['debug mode', mode, inDaemon === true ? 'warn' : 'plain']);
  if (flag !== undefined) rows.push(['by flag', flag]);
  rows.push([
    'in its file',
    configFile === undefined ? SETTINGS[inFile] : `${SETTINGS[inFile]} (${configFile})`,
  ]);
  rows.push([
    'backup',
    backup === undefined ? 'none' : describeBackup(backup),
    backup === undefined ? 'dim' : 'plain',
  ]);
  for (const problem of problems) rows.push(['problem', problem, 'bad']);
  return [
    [pen.span(name, 'strong')],
    ...rows.flatMap(([title, says, tone]) =>
      pen
        .wrap(says, pen.width - 16, tone)
        .map((line, index): Line => [
          gapOf(2),
          pen.span((index === 0 ? title : '').padEnd(12), 'dim'),
          gapOf(2),
          ...line,
        ]),
    ),
  ];
}

function describeBackup({ takenAt, before, fileIs }: DebugBackup): string {
  const what = before === 'file' ? '' : 'of there being no file, ';
  return `${what}since ${formatTime(takenAt)}; ${STAGES[fileIs]}`;
}

function nameOf({ pid, version, configFile }: DebugState): string {
  if (pid === undefined) return `debug mode in ${configFile ?? 'its file'} (no dockerd runs that reads it)`;
  return `debug mode of dockerd${version === undefined ? '' : ` ${version}`} (pid ${pid})`;
}

function alreadySo(pen: Pen, { daemon, to }: Pick<DebugPlan, 'daemon' | 'to'>): Line {
  return [pen.span(`${nameOf(daemon).replace(/^d/, 'D')} is ${to} already: there is nothing to do`)];
}

function headline(pen: Pen, badge: string, tone: Tone, says: string): Line {
  return [pen.span(badge, tone), gapOf(2), pen.span(says, 'strong')];
}

function listItem(pen: Pen, mark: string, says: string): Line[] {
  const room = pen.width - 2 - mark.length;
  return pen
    .wrap(says, room)
    .map((line, index): Line => [gapOf(2), index === 0 ? pen.span(mark) : gapOf(mark.length), ...line]);
}

function toneOf(line: string): Tone {
  return line.startsWith('+') ? 'good' : line.startsWith('-') ? 'bad' : 'dim';
}
