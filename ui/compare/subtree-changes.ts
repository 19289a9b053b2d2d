import type { TreeNode } from '../graph/call-tree.ts';
import type { ChangedStack } from './changed-stacks.ts';

/** What all stacks through a node were and are. */
export interface SubtreeChange {
  readonly before: number;
  readonly after: number;
}

export type ChangeOf = (node: TreeNode<ChangedStack>) => SubtreeChange;

/** Sums a subtree up when it is first asked for. */
export function subtreeChanges(): ChangeOf {
  const known = new Map<TreeNode<ChangedStack>, SubtreeChange>();
  return (node) => {
    const seen = known.get(node);
    if (seen !== undefined) return seen;
    let [before, after] = [0, 0];
    for (const leaf of node.leaves) {
      before += leaf.before;
      after += leaf.after;
    }
    const change = { before, after };
    known.set(node, change);
    return change;
  };
}

/** The deepest node on the way that the names go, root first. */
export function nodeAt(root: TreeNode<ChangedStack>, names: readonly string[]): TreeNode<ChangedStack> {
  let node = root;
  for (const name of names) {
    const next = node.children.find((child) => child.name === name);
    if (next === undefined) return node;
    node = next;
  }
  return node;
}
