import type { ObjectUser, ObjectUsers, UserGroup } from '../../model/release.ts';
import { formatCount } from '../../wording/figures.ts';
import { counted, listed } from '../../wording/phrases.ts';
import { proseRoom, renderEntry } from '../diagnosis/text/section.ts';
import { indent, type Line, type Pen } from '../terminal/pen.ts';

const GROUPS_SHOWN = 20;
const NAMES_SHOWN = 6;

/** Who else uses the object of an action: a line for each container, and one for the host's own processes. */
export function renderUsers(pen: Pen, users: ObjectUsers, titleWidth: number): Line[] {
  const { groups, unreadProcesses } = users;
  const unread =
    unreadProcesses === 0
      ? []
      : [`what ${counted(unreadProcesses, 'more process uses', 'more processes use')} is not known`];
  if (groups.length === 0)
    return renderEntry(pen, 'also used by', ['nobody else', ...unread].join('; '), titleWidth);
  const [first = '', ...more] = [
    ...groups.slice(0, GROUPS_SHOWN).map(describeGroup),
    ...(groups.length > GROUPS_SHOWN
      ? [`and ${formatCount(groups.length - GROUPS_SHOWN)} more containers: --output json lists them all`]
      : []),
    ...unread,
  ];
  return [
    ...renderEntry(pen, 'also used by', first, titleWidth),
    ...more.flatMap((text) => indent(pen.wrap(text, proseRoom(pen, titleWidth + 4)), titleWidth + 4)),
  ];
}

function describeGroup(group: UserGroup): string {
  const { container, name, pod, processes, processCount } = group;
  const who =
    container === undefined ? 'the host itself' : `${pod ?? name ?? 'container'} (${container.slice(0, 12)})`;
  if (processCount === 0) return `${who}: was given a folder of it`;
  const active = processes.filter(({ isBlocked, openFiles }) => isBlocked || (openFiles ?? 0) > 0);
  const rest = processCount - active.length;
  const said = [
    ...(active.length === 0 ? [] : [listed(active.map(describeUser), NAMES_SHOWN)]),
    ...(rest === 0
      ? []
      : [
          `${counted(rest, 'process', 'processes')}${active.length === 0 ? '' : ' more'} with it in sight${named(processes, active)}`,
        ]),
  ];
  return `${who}: ${said.join('; ')}`;
}

function describeUser({ pid, comm, openFiles = 0, isBlocked }: ObjectUser): string {
  const uses = [
    ...(isBlocked ? ['waits for it'] : []),
    ...(openFiles > 0 ? [`${counted(openFiles, 'file')} open`] : []),
  ];
  return `${comm} (${pid}: ${uses.join(', ')})`;
}

/** What the others are called, each name once. */
function named(processes: readonly ObjectUser[], active: readonly ObjectUser[]): string {
  const counts = new Map<string, number>();
  for (const user of processes)
    if (!active.includes(user)) counts.set(user.comm, (counts.get(user.comm) ?? 0) + 1);
  const names = [...counts]
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .map(([comm, count]) => (count === 1 ? comm : `${comm} ×${count}`));
  return names.length === 0 ? '' : `: ${listed(names, NAMES_SHOWN)}`;
}
