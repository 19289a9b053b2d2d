import type {
  PlannedAction,
  PlannedContainer,
  PlannedDaemon,
  PlannedTask,
  ReleasePlan,
} from '../../model/release.ts';
import { counted, listed, nameOf } from '../../wording/phrases.ts';
import { renderGaps, renderRemedies } from '../diagnosis/text/ending.ts';
import { createPen, gapOf, indent, type Line, type Paper, type Pen } from '../terminal/pen.ts';
import { proseRoom, renderEntry, renderRule } from '../diagnosis/text/section.ts';
import { renderTable } from '../terminal/table.ts';
import { renderUsers } from './users.ts';

const TITLE_WIDTH = 'also used by'.length;
const TASKS_SHOWN = 20;

/** A plan for a terminal: who is stuck, what would be done to which object, who else uses it, and how to confirm it. */
export function renderPlan(plan: ReleasePlan, paper: Paper): string {
  const pen = createPen(paper);
  const blocks: Line[][] = [
    renderHead(pen, plan),
    ...plan.containers.map((container) => renderContainer(pen, container, plan)),
    ...plan.daemons.map((daemon) => renderDaemon(pen, daemon, plan)),
    ...plan.actions.map((action, index) => renderAction(pen, action, index + 1)),
    titled(pen, 'Left to you', renderRemedies(pen, plan.advice)),
    titled(pen, 'Not known', renderGaps(pen, plan.gaps)),
    renderConfirmation(pen, plan),
  ];
  return pen.print(
    blocks
      .filter((block) => block.length > 0)
      .flatMap((block, index) => (index === 0 ? block : [[], ...block])),
  );
}

function renderHead(pen: Pen, plan: ReleasePlan): Line[] {
  const { actions, unseen = [] } = plan;
  const badge = pen.span('PLAN', actions.length === 0 && unseen.length === 0 ? 'good-badge' : 'warn-badge');
  const head = pen
    .wrap(headline(plan), pen.width - 6, 'strong')
    .map((line, index) => [index === 0 ? badge : gapOf(badge.text.length), gapOf(2), ...line]);
  return [...head, ...unseen.flatMap((text) => indent(pen.wrap(text, proseRoom(pen, 6), 'bad'), 6))];
}

function headline({ actions, containers, daemons, unseen = [] }: ReleasePlan): string {
  const stuck =
    containers.length === 0 ? counted(daemons.length, 'daemon') : counted(containers.length, 'container');
  const one = (containers.length || daemons.length) === 1;
  if (containers.length + daemons.length === 0)
    return unseen.length > 0
      ? 'it is not known whether a container is stuck'
      : 'no container is stuck: there is nothing to release';
  return actions.length === 0
    ? `nothing can be done from here for ${stuck} that ${one ? 'is' : 'are'} stuck`
    : `${counted(actions.length, 'action')} for ${stuck}; nothing has been done yet`;
}

function renderContainer(pen: Pen, container: PlannedContainer, plan: ReleasePlan): Line[] {
  const { id, name, pod, stops, state, tasks, notes, deadInit } = container;
  const facts = [
    id.slice(0, 12),
    ...(pod === undefined || name === undefined ? [] : [name]),
    ...(state === undefined ? [] : [state]),
    ...(stops === undefined ? [] : [counted(stops, 'stop')]),
    ...(deadInit === undefined ? [] : [`its first process ${deadInit} is dead already`]),
  ];
  return [
    [gapOf(2), pen.span(nameOf(container), 'name')],
    ...indent(pen.wrap(facts.join(' · '), proseRoom(pen, 4), 'dim'), 4),
    ...renderTasks(pen, tasks, plan),
    ...notes.flatMap((note) => indent(pen.wrap(note, proseRoom(pen, 4)), 4)),
  ];
}

function renderDaemon(pen: Pen, { pid, comm, tasks, notes }: PlannedDaemon, plan: ReleasePlan): Line[] {
  return [
    [gapOf(2), pen.span(comm, 'name'), pen.span(` (pid ${pid}): threads of the daemon itself wait`)],
    ...renderTasks(pen, tasks, plan),
    ...notes.flatMap((note) => indent(pen.wrap(note, proseRoom(pen, 4)), 4)),
  ];
}

function renderTasks(pen: Pen, tasks: readonly PlannedTask[], { actions }: ReleasePlan): Line[] {
  const freedBy = (tid: number): string => {
    const numbers = actions.flatMap(({ frees }, index) =>
      frees.some((task) => task.tid === tid) ? [String(index + 1)] : [],
    );
    return numbers.length === 0 ? 'nothing' : numbers.join(', ');
  };
  if (tasks.length === 0) return [];
  const lines = renderTable(
    pen,
    [
      { title: 'pid', align: 'right' },
      { title: 'comm', shrinksTo: 6 },
      { title: 'state' },
      { title: 'sleeps in', shrinksTo: 12 },
      { title: 'waits for', tone: 'warn' },
      { title: 'freed by', align: 'right' },
    ],
    tasks
      .slice(0, TASKS_SHOWN)
      .map(({ pid, tid, comm, state, sigkillPending, wchan, waits }) => [
        tid === pid ? String(pid) : `${pid}/${tid}`,
        comm,
        sigkillPending === true ? `${state}+KILL` : state,
        wchan,
        waits,
        freedBy(tid),
      ]),
    pen.width - 4,
  );
  const hidden = tasks.length - TASKS_SHOWN;
  const more: Line[] =
    hidden > 0 ? [[pen.span(`and ${hidden} more: --output json lists them all`, 'dim')]] : [];
  return indent([...lines, ...more], 4);
}

function renderAction(pen: Pen, action: PlannedAction, number: number): Line[] {
  const { says, commands, frees, risk, users } = action;
  const [first = [], ...more] = pen.wrap(says, proseRoom(pen, 5), 'strong');
  const freed = frees.map(({ comm, pid, tid }) => `${comm} (${tid === pid ? pid : `${pid}/${tid}`})`);
  return [
    [gapOf(2), pen.span(`${number}.`, 'strong'), gapOf(1), ...first],
    ...indent(more, 5),
    ...commands.map((command): Line => [gapOf(5), pen.span('$ ', 'dim'), pen.span(command, 'name')]),
    ...(freed.length === 0 ? [] : indent(renderEntry(pen, 'frees', listed(freed, 8), TITLE_WIDTH), 3)),
    ...indent(renderEntry(pen, 'risk', risk, TITLE_WIDTH), 3),
    ...(action.target.kind === 'container' ? [] : indent(renderUsers(pen, users, TITLE_WIDTH), 3)),
  ];
}

function renderConfirmation(pen: Pen, { digest, live }: ReleasePlan): Line[] {
  if (digest === undefined) return [];
  const says = live
    ? 'To do exactly this, and nothing if the host has changed meanwhile:'
    : 'This host is a recording, so this can only be looked at. On the host itself it would be confirmed by:';
  return [
    ...indent(pen.wrap(says, proseRoom(pen, 2)), 2),
    [gapOf(4), pen.span('$ ', 'dim'), pen.span(`deadwait release --confirm ${digest}`, 'name')],
  ];
}

function titled(pen: Pen, title: string, lines: readonly Line[]): Line[] {
  return lines.length === 0 ? [] : [renderRule(pen, title), ...lines];
}
