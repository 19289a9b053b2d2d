import { useState } from 'preact/hooks';
import type { ReportProfile } from '../../src/report/page/report-data.ts';
import { formatCount, formatDuration } from '../../src/wording/figures.ts';
import { DataTable } from '../parts/data-table.tsx';
import { Safe } from '../parts/safe-text.tsx';
import { groupName, type ShownGroup } from './shown-group.ts';

const ROWS_AT_FIRST = 25;

interface GroupTableProps {
  readonly profile: ReportProfile;
  readonly groups: readonly ShownGroup[];
  readonly isSelected: (group: ShownGroup) => boolean;
  readonly onSelect: (group: ShownGroup) => void;
}

/** Every group in words; a click shows it in the tree. */
export function GroupTable({ profile, groups, isSelected, onSelect }: GroupTableProps) {
  const [all, setAll] = useState(false);
  const rows = all ? groups : groups.slice(0, ROWS_AT_FIRST);
  return (
    <>
      <DataTable
        caption="Groups: the same stack, state and creator"
        rows={rows}
        isSelected={isSelected}
        columns={[
          { title: 'count', kind: 'number', cell: ({ group }) => formatCount(group.count) },
          {
            title: 'in',
            kind: 'code',
            cell: (one) => (
              <button type="button" class="link" onClick={() => onSelect(one)}>
                <Safe text={groupName(profile, one.group)} inline />
              </button>
            ),
          },
          { title: 'state', cell: ({ group }) => group.state !== undefined && <Safe text={group.state} /> },
          { title: 'waited', cell: ({ group }) => describeWaits(group.waits) },
          { title: 'cause', cell: ({ group }) => group.cause !== undefined && <Safe text={group.cause} /> },
          {
            title: 'line',
            kind: 'number',
            cell: ({ group }) => (group.line > 0 ? formatCount(group.line) : undefined),
          },
        ]}
      />
      {!all && groups.length > ROWS_AT_FIRST && (
        <button type="button" class="quiet" onClick={() => setAll(true)}>
          Show all {formatCount(groups.length)} groups
        </button>
      )}
    </>
  );
}

function describeWaits(waits: readonly (readonly [number, number])[]): string | undefined {
  const least = waits[0]?.[0];
  const most = waits.at(-1)?.[0];
  if (least === undefined || most === undefined) return undefined;
  const [from, to] = [least, most].map((minutes) =>
    minutes === 0 ? '< 1 min' : formatDuration(minutes * 60),
  );
  return from === to ? from : `${from} to ${to}`;
}
