import type { SocketChange } from '../model/comparison.ts';
import { SOCKET_STATE, type SocketFacts, type SocketGroup } from '../model/unix-socket.ts';
import { byChange, changedRows, changeOf, type Span } from './change.ts';

interface Counted {
  readonly group: SocketGroup;
  readonly path?: string;
  readonly count: number;
}

/** What became of the sockets by who holds them, under which name, and who is at the other end. Pids do not count: programs restart. */
export function compareSockets(
  before: SocketFacts,
  after: SocketFacts,
  spanOf: (owner: string | undefined) => Span,
): readonly SocketChange[] {
  return changedRows(countSockets(before), countSockets(after))
    .map(({ row: { group, path }, before: then, after: now }) => ({
      ...(group.owner === undefined ? {} : { owner: group.owner.comm }),
      ...(path === undefined ? {} : { path }),
      listening: group.state === SOCKET_STATE.listen,
      peer: group.peer,
      ...(group.client === undefined ? {} : { client: group.client.comm }),
      ...changeOf(then, now, spanOf(group.owner?.comm)),
    }))
    .sort(byChange(({ owner, path, peer, client }) => [owner, path, peer, client].join('\n')));
}

function countSockets({ groups }: SocketFacts): ReadonlyMap<string, Counted> {
  const counted = new Map<string, Counted>();
  for (const group of groups) {
    const path = group.path === undefined ? undefined : withoutNames(group.path);
    const key = JSON.stringify([
      group.owner?.comm,
      path,
      group.state === SOCKET_STATE.listen,
      group.peer,
      group.client?.comm,
    ]);
    const known = counted.get(key);
    counted.set(key, {
      group: known?.group ?? group,
      count: (known?.count ?? 0) + group.count,
      ...(path === undefined ? {} : { path }),
    });
  }
  return counted;
}

/** The sockets of shims and containers are named by ids, of which each is another one. */
function withoutNames(path: string): string {
  return path.replace(/[0-9a-f]{12,128}/g, '*');
}
