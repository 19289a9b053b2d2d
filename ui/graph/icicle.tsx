import { useMemo, useRef, useState } from 'preact/hooks';
import { safe } from '../parts/safe-text.tsx';
import { placeTree, type PlacedNode, type TreeNode } from './call-tree.ts';

/** Narrower nodes are not drawn. */
const LEAST = 1 / 700;

/** Wider ones bear their name, and still wider ones their figure. */
const NAMED = 0.02;
const WITH_FIGURE = 0.12;

interface IcicleProps<Leaf> {
  readonly root: TreeNode<Leaf>;
  readonly label: string;
  readonly selected: TreeNode<Leaf> | undefined;
  /** Colour class of a node. */
  readonly toneOf: (node: TreeNode<Leaf>) => string;
  /** Whether a search means it; undefined when nothing is searched. */
  readonly isFound: ((node: TreeNode<Leaf>) => boolean) | undefined;
  /** A figure for the box, and a line for its title. */
  readonly describe: (node: TreeNode<Leaf>) => { readonly figure: string; readonly line: string };
  /** The share of the width from which a box bears its figure. */
  readonly figureFrom?: number;
  readonly onSelect: (node: TreeNode<Leaf> | undefined) => void;
}

/**
 * The tree as an icicle: a row for each depth, a box as wide as its weight. A click looks closer. By keyboard: arrows go to
 * caller, callee and neighbours, Enter looks closer, Escape steps back.
 */
export function Icicle<Leaf>(props: IcicleProps<Leaf>) {
  const { root, label, selected, isFound, toneOf, describe, onSelect } = props;
  const { figureFrom = WITH_FIGURE } = props;
  const focus = selected ?? root;
  const [active, setActive] = useState<TreeNode<Leaf>>(root);
  const frame = useRef<HTMLDivElement>(null);
  const placed = useMemo(() => placeTree(focus, LEAST), [focus]);
  const shown = useMemo(() => new Set(placed.map(({ node }) => node)), [placed]);
  const depth = Math.max(...placed.map(({ node }) => node.depth));
  const current = shown.has(active) ? active : focus;

  const move = (to: TreeNode<Leaf> | undefined): void => {
    if (to === undefined || !shown.has(to)) return;
    setActive(to);
    frame.current?.querySelector<HTMLElement>(`[data-node="${to.id}"]`)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const to = MOVES[event.key]?.(current);
    if (to !== undefined) move(to as TreeNode<Leaf>);
    else if (event.key === 'Escape') onSelect(focus.parent === root ? undefined : focus.parent);
    else return;
    event.preventDefault();
  };
  const box = ({ node, left, width }: PlacedNode<Leaf>) => {
    const found = isFound?.(node);
    const { figure, line } = describe(node);
    return (
      <div
        key={node.id}
        role="treeitem"
        aria-level={node.depth + 1}
        aria-selected={node === selected}
        aria-label={width > NAMED ? undefined : `${safe(node.name)} ${figure}`}
        data-node={node.id}
        tabIndex={node === current ? 0 : -1}
        class={`node ${toneOf(node)} ${found === undefined ? '' : found ? 'found' : 'unfound'} ${node === focus ? 'focus' : ''} ${node.depth < focus.depth ? 'above' : ''}`}
        style={{ left: `${left * 100}%`, width: `${width * 100}%`, top: `calc(${node.depth} * var(--row))` }}
        title={`${safe(node.name)}\n${line}`}
        onClick={() => {
          setActive(node);
          onSelect(node === root ? undefined : node);
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' && event.key !== ' ') return;
          event.preventDefault();
          onSelect(node === root ? undefined : node);
        }}
      >
        {width > NAMED && <bdi>{safe(node.name)}</bdi>}{' '}
        {width > figureFrom && <span class="weight">{figure}</span>}
      </div>
    );
  };
  return (
    <div
      ref={frame}
      class="icicle"
      role="tree"
      aria-label={label}
      style={{ height: `calc(${depth + 1} * var(--row))` }}
      onKeyDown={onKeyDown}
    >
      {placed.map(box)}
    </div>
  );
}

type AnyNode = TreeNode<unknown>;
const MOVES: Readonly<Record<string, (node: AnyNode) => AnyNode | undefined>> = {
  ArrowUp: (node) => node.parent,
  ArrowDown: (node) => node.children[0],
  ArrowLeft: (node) => neighbour(node, -1),
  ArrowRight: (node) => neighbour(node, 1),
};

function neighbour(node: AnyNode, by: number): AnyNode | undefined {
  const siblings = node.parent?.children ?? [];
  return siblings[siblings.indexOf(node) + by];
}
