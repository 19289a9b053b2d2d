import type { ProcessRef } from '../../model/process.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { SOCKET_STATE, type SocketGroup, type SocketState } from '../../model/unix-socket.ts';
import { formatBytes, formatCount } from '../../wording/figures.ts';
import type { Line, Pen } from '../terminal/pen.ts';
import { renderTable } from '../terminal/table.ts';
import type { StepReport } from './step-report.ts';

const STATES = new Map<SocketState, string>([
  [SOCKET_STATE.unknown, 'unknown'],
  [SOCKET_STATE.established, 'established'],
  [SOCKET_STATE.synSent, 'connecting'],
  [SOCKET_STATE.closed, 'unconnected'],
  [SOCKET_STATE.listen, 'listening'],
]);

/** Who is at the other end of the unix sockets, most of a kind first. */
export function reportSockets({ sockets }: Snapshot): StepReport {
  const groups = sockets?.groups ?? [];
  return {
    json:
      sockets === undefined
        ? { groups: [] }
        : {
            source: sockets.source,
            socketCount: sockets.socketCount,
            peersKnown: sockets.peersKnown,
            groups: groups.map(asJson),
          },
    isEmpty: groups.length === 0,
    lines: (pen) => [...summary(pen, groups, sockets?.socketCount ?? 0), [], ...table(pen, groups)],
  };
}

function asJson({
  path,
  state,
  owner,
  peer,
  client,
  count,
  unreadByClientBytes,
  sample,
}: SocketGroup): unknown {
  return {
    count,
    path,
    state: STATES.get(state) ?? 'unknown',
    owner,
    peer,
    client,
    unreadByClientBytes,
    sample,
  };
}

function summary(pen: Pen, groups: readonly SocketGroup[], all: number): Line[] {
  const gone = groups.reduce((sum, { peer, count }) => sum + (peer === 'gone' ? count : 0), 0);
  return [
    [
      pen.span(`${formatCount(all)} unix sockets, `),
      pen.span(`${formatCount(gone)} of them without a client`, gone > 0 ? 'warn' : 'plain'),
    ],
  ];
}

function table(pen: Pen, groups: readonly SocketGroup[]): Line[] {
  return renderTable(
    pen,
    [
      { title: 'count', align: 'right' },
      { title: 'socket', tone: 'name', shrinksTo: 14 },
      { title: 'state' },
      { title: 'owner', shrinksTo: 12 },
      { title: 'other end', shrinksTo: 12 },
      { title: 'unread', align: 'right' },
    ],
    groups.map(({ count, path, state, owner, peer, client, unreadByClientBytes }) => [
      formatCount(count),
      path ?? '(no name)',
      STATES.get(state),
      owner && describe(owner),
      client === undefined ? PEERS[peer] : describe(client),
      unreadByClientBytes > 0 ? formatBytes(unreadByClientBytes) : undefined,
    ]),
    pen.width,
  );
}

const PEERS: Readonly<Record<SocketGroup['peer'], string>> = {
  process: 'a process',
  gone: 'client gone',
  none: '',
  unknown: '?',
};

function describe({ comm, pid }: ProcessRef): string {
  return `${comm} (${pid})`;
}
