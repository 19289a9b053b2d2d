import { useMemo, useState } from 'preact/hooks';
import type { ReportData, ReportProfile } from '../../src/report/page/report-data.ts';
import { formatCount } from '../../src/wording/figures.ts';
import { counted } from '../../src/wording/phrases.ts';
import { buildTree, type TreeNode } from '../graph/call-tree.ts';
import { dominantTone } from '../graph/dominant-tone.ts';
import { Icicle } from '../graph/icicle.tsx';
import { weightWords } from '../graph/weight-words.ts';
import { ByDaemon } from '../parts/by-daemon.tsx';
import { Choice } from '../parts/choice.tsx';
import { Safe } from '../parts/safe-text.tsx';
import { SearchField } from '../parts/search-field.tsx';
import { stackOf, type ShownGroup } from './shown-group.ts';
import { legendOf, toneOf, type ColorBy } from './group-colors.ts';
import { GroupTable } from './group-table.tsx';
import { StackPanel } from './stack-panel.tsx';
import { WaitChart } from './wait-chart.tsx';

/** Where the goroutines wait: a tree of their stacks, the stack itself, how long they have waited, and all groups. */
export function GoroutinesView({ data }: { readonly data: ReportData }) {
  return (
    <div class="goroutines">
      <h1>Goroutines</h1>
      <ByDaemon all={data.goroutines} sizeOf={({ total }) => total} says={({ total }) => formatCount(total)}>
        {(profile) => <Profile key={profile.daemon} data={data} profile={profile} />}
      </ByDaemon>
    </div>
  );
}

function Profile({ data, profile }: { readonly data: ReportData; readonly profile: ReportProfile }) {
  const causes = data.diagnosis.findings.map(({ cause }) => cause);
  const hasCauses = profile.groups.some(({ cause }) => cause !== undefined);
  const hasStates = profile.groups.some(({ state }) => state !== undefined);
  const [colorBy, setColorBy] = useState<ColorBy>(hasCauses ? 'cause' : 'state');
  const [search, setSearch] = useState('');
  const [selected, setSelected] = useState<TreeNode<ShownGroup>>();
  const shown = useMemo(
    () => profile.groups.map((group): ShownGroup => ({ group, names: stackOf(profile, group) })),
    [profile],
  );
  const root = useMemo(
    () =>
      buildTree(
        `${profile.daemon}: all goroutines`,
        shown.map((one) => ({ weight: one.group.count, names: one.names, leaf: one })),
      ),
    [shown],
  );
  const words = search.trim().toLowerCase();
  const found =
    words === '' ? [] : shown.filter(({ names }) => names.some((name) => name.toLowerCase().includes(words)));
  const foundCount = found.reduce((sum, { group }) => sum + group.count, 0);
  const focus = selected ?? root;
  return (
    <>
      <p class="lead">
        {formatCount(profile.total)} goroutines in{' '}
        {formatCount(profile.groups.length + (profile.more?.groups ?? 0))} places, from{' '}
        <code>
          <Safe text={profile.file} />
        </code>
        {profile.truncated && ', which is cut short'}.
      </p>
      <div class="tools">
        {hasCauses && hasStates && (
          <Choice
            label="Colour by"
            value={colorBy}
            choices={[
              { value: 'cause', says: 'cause' },
              { value: 'state', says: 'what it waits in' },
            ]}
            onChange={(value) => setColorBy(value === 'state' ? 'state' : 'cause')}
          />
        )}
        <SearchField
          label="Search functions"
          value={search}
          onInput={setSearch}
          says={
            words === '' ? '' : `${counted(foundCount, 'goroutine')} in ${counted(found.length, 'place')}`
          }
        />
        {selected !== undefined && (
          <button type="button" class="quiet" onClick={() => setSelected(undefined)}>
            Show all
          </button>
        )}
      </div>
      <ul class="legend" aria-label="Colours">
        {legendOf(profile.groups, colorBy, causes).map(({ tone, says, count }) => (
          <li key={tone}>
            <span class={`swatch ${tone}`} /> <Safe text={says} />{' '}
            <span class="dim">{formatCount(count)}</span>
          </li>
        ))}
      </ul>
      <Icicle
        root={root}
        label="Stacks of goroutines, callers above"
        selected={selected}
        toneOf={(node) =>
          node === root
            ? 'root'
            : dominantTone(
                node,
                ({ group }) => toneOf(group, colorBy, causes),
                ({ group }) => group.count,
              )
        }
        isFound={words === '' ? undefined : (node) => node.name.toLowerCase().includes(words)}
        describe={weightWords(root, formatCount)}
        onSelect={setSelected}
      />
      <div class="telling">
        <StackPanel
          key={focus.name + focus.depth}
          stacks={focus.leaves.map(({ group }) => ({ ...group, profile, size: formatCount(group.count) }))}
        />
        <WaitChart data={data} profile={profile} groups={focus.leaves.map(({ group }) => group)} />
      </div>
      <GroupTable
        profile={profile}
        groups={words === '' ? shown : found}
        isSelected={({ group }) =>
          selected !== undefined && focus.leaves.some((leaf) => leaf.group === group)
        }
        onSelect={(one) => setSelected(deepest(root, one))}
      />
      {profile.more !== undefined && (
        <p class="note">
          {formatCount(profile.more.goroutines)} goroutines in {formatCount(profile.more.groups)} small groups
          are not drawn.
        </p>
      )}
    </>
  );
}

/** The node in which a group ends. */
function deepest(root: TreeNode<ShownGroup>, shown: ShownGroup): TreeNode<ShownGroup> {
  let node = root;
  for (const name of shown.names) node = node.children.find((child) => child.name === name) ?? node;
  return node;
}
