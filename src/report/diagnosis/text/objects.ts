import type { FindingClient, FindingContainer, FindingTask } from '../../../model/diagnosis.ts';
import { formatCount } from '../../../wording/figures.ts';
import { indent, type Line, type Pen } from '../../terminal/pen.ts';
import { renderTable } from '../../terminal/table.ts';

const ROWS_SHOWN = 20;

/** Pod or name, id, stops, goroutines of each container. */
export function renderContainers(pen: Pen, containers: readonly FindingContainer[]): Line[] {
  return listed(pen, containers, (shown) =>
    renderTable(
      pen,
      [
        { title: 'container', tone: 'name', shrinksTo: 16 },
        { title: 'id' },
        { title: 'stops', align: 'right' },
        { title: 'goroutines', align: 'right' },
      ],
      shown.map(({ id, name, pod, stops, goroutines }) => [
        pod ?? name ?? '?',
        id.slice(0, 12),
        count(stops),
        count(goroutines),
      ]),
      pen.width - 2,
    ),
  );
}

/** What blocks: each task, where in the kernel it sleeps, what it waits for, and who does not answer. */
export function renderTasks(
  pen: Pen,
  tasks: readonly FindingTask[],
  containers: readonly FindingContainer[],
): Line[] {
  const names = new Map(containers.map(({ id, pod, name }) => [id, pod ?? name ?? id.slice(0, 12)]));
  const wide = pen.width >= 120;
  return listed(pen, tasks, (shown) =>
    renderTable(
      pen,
      [
        { title: 'pid', align: 'right' },
        { title: 'comm', tone: 'name', shrinksTo: 6 },
        { title: 'state' },
        { title: 'sleeps in', shrinksTo: 12 },
        { title: 'waits for', tone: 'warn' },
        { title: 'who does not answer', tone: 'bad', shrinksTo: 18 },
        { title: 'mounted on', shrinksTo: 10 },
        ...(wide ? [{ title: 'container', shrinksTo: 12 }] : []),
      ],
      shown.map(({ pid, tid, comm, state, wchan, waits, backend, sigkillPending, container }) => [
        tid === pid ? String(pid) : `${pid}/${tid}`,
        comm,
        sigkillPending === true ? `${state}+KILL` : state,
        wchan,
        waits,
        backend === undefined ? undefined : wide ? `${backend.source} (${backend.fstype})` : backend.source,
        backend?.mountPoint,
        container === undefined ? undefined : (names.get(container) ?? container.slice(0, 12)),
      ]),
      pen.width - 2,
    ),
  );
}

/** Who holds the sockets at the other end. */
export function renderClients(pen: Pen, clients: readonly FindingClient[]): Line[] {
  return listed(pen, clients, (shown) =>
    renderTable(
      pen,
      [
        { title: 'pid', align: 'right' },
        { title: 'client', tone: 'name', shrinksTo: 8 },
        { title: 'sockets', align: 'right' },
        { title: 'pod', shrinksTo: 12 },
        { title: 'container' },
      ],
      shown.map(({ pid, comm, sockets, pod, container }) => [
        String(pid),
        comm,
        count(sockets),
        pod,
        container?.slice(0, 12),
      ]),
      pen.width - 2,
    ),
  );
}

function listed<T>(pen: Pen, items: readonly T[], render: (shown: readonly T[]) => Line[]): Line[] {
  if (items.length === 0) return [];
  const hidden = items.length - ROWS_SHOWN;
  const lines = render(items.slice(0, ROWS_SHOWN));
  const more: Line[] =
    hidden > 0 ? [[pen.span(`and ${formatCount(hidden)} more: --output json lists them all`, 'dim')]] : [];
  return indent([...lines, ...more], 2);
}

function count(number: number | undefined): string | undefined {
  return number === undefined ? undefined : formatCount(number);
}
