import type { TreeNode } from './call-tree.ts';

/** From this share on a node has the colour of what passes through it. */
const MOST = 0.9;

/** The colour class of nearly all that passes through a node; the plain one where it is mixed. */
export function dominantTone<Leaf>(
  node: TreeNode<Leaf>,
  toneOf: (leaf: Leaf) => string,
  weightOf: (leaf: Leaf) => number,
): string {
  const [heaviest] = node.leaves;
  if (heaviest === undefined) return 'tone-plain';
  const tone = toneOf(heaviest);
  let weight = 0;
  for (const leaf of node.leaves) if (toneOf(leaf) === tone) weight += weightOf(leaf);
  return weight >= node.weight * MOST ? tone : 'tone-plain';
}
