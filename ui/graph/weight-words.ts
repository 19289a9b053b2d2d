import { formatShare } from '../../src/wording/figures.ts';
import type { TreeNode } from './call-tree.ts';

/** What the box of a node says: its weight, and what share of the whole tree that is. */
export function weightWords<Leaf>(
  root: TreeNode<Leaf>,
  format: (weight: number) => string,
): (node: TreeNode<Leaf>) => { readonly figure: string; readonly line: string } {
  return ({ weight }) => {
    const figure = format(weight);
    return { figure, line: `${figure}, ${formatShare(weight, Math.max(root.weight, 1))}` };
  };
}
