import type { ReportData, ReportSocketGroup } from '../../src/report/page/report-data.ts';
import { formatBytes, formatCount } from '../../src/wording/figures.ts';
import { counted } from '../../src/wording/phrases.ts';
import { DataTable } from '../parts/data-table.tsx';
import { Safe } from '../parts/safe-text.tsx';

/** Who holds how many ends of what, and who is at the other end. */
export function SocketsView({ data: { sockets } }: { readonly data: ReportData }) {
  if (sockets === undefined) return null;
  const { file, socketCount, peersKnown, groups, more } = sockets;
  const serving = groups.filter(
    ({ path, state, owner }) => path !== undefined && state !== 'listening' && owner,
  );
  const joined = joinByPath(serving);
  const paths = joined.filter(({ total }, index) => total > 1 || index === 0);
  const single = joined.length - paths.length;
  return (
    <div class="sockets">
      <h1>Sockets</h1>
      <p class="lead">
        {formatCount(socketCount)} unix sockets, from{' '}
        <code>
          <Safe text={file} />
        </code>
        {!peersKnown && '. This source does not tell who is at the other end'}.
      </p>
      {paths.length > 0 && <Paths paths={paths} />}
      {single > 0 && <p class="note">and {counted(single, 'path')} with one connection each</p>}
      <DataTable
        caption="All groups"
        rows={groups.slice(0, 200)}
        more={(more ?? 0) + Math.max(0, groups.length - 200)}
        columns={[
          { title: 'count', kind: 'number', cell: ({ count }) => formatCount(count) },
          { title: 'held by', cell: ({ owner }) => owner && <ProcessName {...owner} /> },
          { title: 'path', kind: 'code', cell: ({ path }) => path !== undefined && <Safe text={path} /> },
          { title: 'state', cell: ({ state }) => <Safe text={state} /> },
          { title: 'at the other end', cell: (group) => <Peer group={group} /> },
          {
            title: 'not read by it',
            kind: 'number',
            cell: ({ unreadByClientBytes: bytes }) => bytes > 0 && formatBytes(bytes),
          },
          {
            title: 'seen in',
            kind: 'place',
            cell: ({ sample: { file, line } }) => (
              <Safe text={line === undefined ? file : `${file}:${line}`} />
            ),
          },
        ]}
      />
    </div>
  );
}

interface PathGroups {
  readonly owner: string;
  readonly path: string;
  readonly total: number;
  readonly gone: number;
  readonly groups: readonly ReportSocketGroup[];
}

/** Each path as two ends: the daemon, and who is there or gone. */
function Paths({ paths }: { readonly paths: readonly PathGroups[] }) {
  const most = Math.max(...paths.map(({ total }) => total));
  return (
    <ul class="paths">
      {paths.slice(0, 8).map(({ owner, path, total, gone, groups }) => (
        <li key={owner + path}>
          <p class="ends">
            <b>
              <Safe text={owner} />
            </b>{' '}
            <code>
              <Safe text={path} />
            </code>
            <span class="total">{formatCount(total)}</span>
          </p>
          <div class="cable" aria-hidden="true">
            <span class="gone" style={{ width: `${(gone / most) * 100}%` }} />
            <span class="there" style={{ width: `${((total - gone) / most) * 100}%` }} />
          </div>
          <ul class="clients">
            {gone > 0 && (
              <li class="gone">
                <b>{formatCount(gone)}</b> clients are gone
              </li>
            )}
            {groups
              .filter(({ peer }) => peer !== 'gone')
              .slice(0, 6)
              .map((group, index) => (
                <li key={index}>
                  <b>{formatCount(group.count)}</b> <Peer group={group} />
                  {group.unreadByClientBytes > 0 && (
                    <span class="unread"> does not read {formatBytes(group.unreadByClientBytes)}</span>
                  )}
                </li>
              ))}
          </ul>
        </li>
      ))}
    </ul>
  );
}

function joinByPath(groups: readonly ReportSocketGroup[]): PathGroups[] {
  const joined = new Map<string, ReportSocketGroup[]>();
  for (const group of groups) {
    const key = `${group.owner?.comm ?? ''} ${group.path ?? ''}`;
    joined.set(key, [...(joined.get(key) ?? []), group]);
  }
  return [...joined.values()]
    .map((own) => ({
      owner: own[0]?.owner?.comm ?? '',
      path: own[0]?.path ?? '',
      total: sum(own),
      gone: sum(own.filter(({ peer }) => peer === 'gone')),
      groups: own,
    }))
    .sort((a, b) => b.total - a.total);
}

function sum(groups: readonly ReportSocketGroup[]): number {
  return groups.reduce((total, { count }) => total + count, 0);
}

function Peer({ group: { peer, client } }: { readonly group: ReportSocketGroup }) {
  if (peer === 'gone') return <span class="bad">nobody any more</span>;
  if (peer === 'none') return <span class="dim">nobody ever</span>;
  if (peer === 'unknown' || client === undefined)
    return <span class="dim">{peer === 'process' ? 'somebody' : 'not known'}</span>;
  return <ProcessName {...client} />;
}

function ProcessName({ comm, pid }: { readonly comm: string; readonly pid: number }) {
  return (
    <>
      <Safe text={comm} /> <span class="dim">{pid}</span>
    </>
  );
}
