import type { ComponentChildren } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { Change } from '../../src/model/comparison.ts';
import { formatChange } from '../../src/wording/change.ts';
import { counted } from '../../src/wording/phrases.ts';
import { StackPanel } from '../goroutines/stack-panel.tsx';
import { buildTree, type TreeNode } from '../graph/call-tree.ts';
import { Icicle } from '../graph/icicle.tsx';
import { Choice } from '../parts/choice.tsx';
import { SearchField } from '../parts/search-field.tsx';
import { ChangePanel } from './change-panel.tsx';
import { joinStacks, type ChangedStack, type SizedProfile } from './changed-stacks.ts';
import { degreeOf, wordsOf } from './degree.ts';
import { DegreeLegend } from './degree-legend.tsx';
import { nodeAt, subtreeChanges } from './subtree-changes.ts';

type WidthBy = 'larger' | 'after';

interface ChangeTreeProps {
  /** Of the root: `dockerd: all goroutines`. */
  readonly title: string;
  readonly label: string;
  /** What the figures count, after a number: `goroutines`; bytes tell themselves. */
  readonly unit: string;
  readonly sameVersion: boolean;
  readonly before: SizedProfile;
  readonly after: SizedProfile;
  readonly format: (size: number) => string;
  /** Over which the change of this daemon is a rate; undefined where it is none. */
  readonly seconds: number | undefined;
  /** The rows in words; `select` looks closer at a stack, whose names are given root first. */
  readonly table: (select: (names: readonly string[]) => void, words: string) => ComponentChildren;
}

/** The stacks of both recordings as one tree, its boxes coloured by what became of them. */
export function ChangeTree(props: ChangeTreeProps) {
  const { title, label, unit, sameVersion, before, after, format, seconds, table } = props;
  const [widthBy, setWidthBy] = useState<WidthBy>('larger');
  const [search, setSearch] = useState('');
  const [wanted, setWanted] = useState<readonly string[]>();
  const stacks = useMemo(() => joinStacks({ sameVersion }, before, after), [sameVersion, before, after]);
  const root = useMemo(() => growTree(title, stacks, widthBy), [title, stacks, widthBy]);
  const changeOf = useMemo(() => subtreeChanges(), [root]);
  const selected = wanted === undefined ? undefined : nodeAt(root, wanted);
  const focus = selected ?? root;
  const words = search.trim().toLowerCase();
  const found = words === '' ? [] : stacks.filter(({ names }) => has(names, words));
  const select = (node: TreeNode<ChangedStack> | undefined): void =>
    setWanted(node === undefined || node === root ? undefined : pathOf(node));
  return (
    <>
      <div class="tools">
        <Choice
          label="Width"
          value={widthBy}
          choices={[
            { value: 'larger', says: 'the larger of both' },
            { value: 'after', says: 'after' },
          ]}
          onChange={(value) => setWidthBy(value === 'after' ? 'after' : 'larger')}
        />
        <SearchField
          label="Search functions"
          value={search}
          onInput={setSearch}
          says={words === '' ? '' : saysOf(found, format, unit)}
        />
        {selected !== undefined && (
          <button type="button" class="quiet" onClick={() => setWanted(undefined)}>
            Show all
          </button>
        )}
      </div>
      <DegreeLegend />
      <Icicle
        root={root}
        label={label}
        selected={selected}
        toneOf={(node) => (node === root ? 'root' : `degree-${degreeOf(changeOf(node))}`)}
        isFound={words === '' ? undefined : (node) => node.name.toLowerCase().includes(words)}
        describe={(node) => {
          const change = changeOf(node);
          const figure = formatChange(change.after - change.before, format);
          return {
            figure,
            line: `${format(change.before)} → ${format(change.after)}, ${figure}: ${wordsOf(degreeOf(change))}`,
          };
        }}
        figureFrom={0.055}
        onSelect={select}
      />
      <Hidden before={before} after={after} format={format} unit={unit} />
      <div class="telling">
        <StackPanel
          key={`${focus.name} ${focus.depth}`}
          joint="in"
          stacks={byChange(focus.leaves).flatMap(({ was, is, ...leaf }) => {
            const [stack, profile] = is === undefined ? [was, before] : [is, after];
            const size = `${format(leaf.before)} → ${format(leaf.after)}`;
            return stack === undefined ? [] : [{ ...stack, profile, size }];
          })}
        />
        <ChangePanel
          name={focus === root ? 'All of it' : focus.name}
          change={rated(changeOf(focus), seconds)}
          format={format}
        />
      </div>
      {table((names) => setWanted(names), words)}
    </>
  );
}

function growTree(title: string, stacks: readonly ChangedStack[], widthBy: WidthBy): TreeNode<ChangedStack> {
  return buildTree(
    title,
    stacks.map((one) => ({
      weight: widthBy === 'after' ? one.after : Math.max(one.before, one.after),
      names: one.names,
      leaf: one,
    })),
  );
}

/** Root first, without the root of the tree. */
function pathOf(node: TreeNode<ChangedStack>): readonly string[] {
  const names: string[] = [];
  for (let at: TreeNode<ChangedStack> | undefined = node; at?.parent !== undefined; at = at.parent)
    names.unshift(at.name);
  return names;
}

/** Those that changed, most first; where none did, all. */
function byChange(leaves: readonly ChangedStack[]): readonly ChangedStack[] {
  const changed = leaves.filter(({ before, after }) => before !== after);
  return (changed.length > 0 ? changed : leaves).toSorted(
    (a, b) => Math.abs(b.after - b.before) - Math.abs(a.after - a.before),
  );
}

function rated({ before, after }: Pick<Change, 'before' | 'after'>, seconds: number | undefined): Change {
  const change = after - before;
  return {
    before,
    after,
    change,
    ...(seconds === undefined || change === 0
      ? {}
      : { perHour: Number(((change * 3600) / seconds).toPrecision(3)) }),
  };
}

function has(names: readonly string[], words: string): boolean {
  return names.some((name) => name.toLowerCase().includes(words));
}

function saysOf(found: readonly ChangedStack[], format: (size: number) => string, unit: string): string {
  const before = found.reduce((sum, one) => sum + one.before, 0);
  const after = found.reduce((sum, one) => sum + one.after, 0);
  return `${format(before)} → ${format(after)}${unit} in ${counted(found.length, 'place')}`;
}

interface HiddenProps extends Pick<ChangeTreeProps, 'before' | 'after' | 'format' | 'unit'> {}

/** What of the profiles is too much to be drawn: what is called new or gone may be among it. */
function Hidden({ before, after, format, unit }: HiddenProps) {
  const parts = [
    { word: 'before', more: before.more },
    { word: 'after', more: after.more },
  ].flatMap(({ word, more }) => (more === undefined ? [] : [`${format(more.size)}${unit} ${word}`]));
  if (parts.length === 0) return null;
  return (
    <p class="note">
      Not drawn are small groups: {parts.join(' and ')}. What is small and called new or gone may be among
      them.
    </p>
  );
}
