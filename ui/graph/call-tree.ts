/** Stacks joined into a tree, the root (what called first) at its top; the weight of a node is that of all stacks through it. */

export interface Stack<Leaf> {
  readonly weight: number;
  /** Names, root first. */
  readonly names: readonly string[];
  readonly leaf: Leaf;
}

export interface TreeNode<Leaf> {
  /** Unique within its tree. */
  readonly id: number;
  readonly name: string;
  readonly depth: number;
  readonly parent?: TreeNode<Leaf>;
  weight: number;
  /** Heaviest first. */
  children: TreeNode<Leaf>[];
  /** What passes through, heaviest first. */
  readonly leaves: Leaf[];
}

/** Joins the stacks; children are sorted by weight, then name. */
export function buildTree<Leaf>(name: string, stacks: readonly Stack<Leaf>[]): TreeNode<Leaf> {
  let count = 0;
  const root: TreeNode<Leaf> = { id: count++, name, depth: 0, weight: 0, children: [], leaves: [] };
  const known = new Map<TreeNode<Leaf>, Map<string, TreeNode<Leaf>>>();
  for (const { weight, names, leaf } of [...stacks].sort((a, b) => b.weight - a.weight)) {
    let node = root;
    node.weight += weight;
    node.leaves.push(leaf);
    for (const child of names) {
      const children = known.get(node) ?? new Map<string, TreeNode<Leaf>>();
      known.set(node, children);
      const next = children.get(child) ?? {
        id: count++,
        name: child,
        depth: node.depth + 1,
        parent: node,
        weight: 0,
        children: [],
        leaves: [],
      };
      children.set(child, next);
      next.weight += weight;
      next.leaves.push(leaf);
      node = next;
    }
  }
  for (const [node, children] of known)
    node.children = [...children.values()].sort((a, b) => b.weight - a.weight || (a.name < b.name ? -1 : 1));
  return root;
}

/** A node and where it stands: its left edge and its width as shares of what is shown. */
export interface PlacedNode<Leaf> {
  readonly node: TreeNode<Leaf>;
  readonly left: number;
  readonly width: number;
}

/** What is seen of the tree from `focus` on: its ancestors over the whole width, its descendants down to `least` of it. */
export function placeTree<Leaf>(focus: TreeNode<Leaf>, least: number): PlacedNode<Leaf>[] {
  const placed: PlacedNode<Leaf>[] = [];
  for (let up = focus.parent; up !== undefined; up = up.parent)
    placed.unshift({ node: up, left: 0, width: 1 });
  const next: PlacedNode<Leaf>[] = [{ node: focus, left: 0, width: 1 }];
  for (let one = next.pop(); one !== undefined; one = next.pop()) {
    placed.push(one);
    let { left } = one;
    for (const node of one.node.children) {
      const width = node.weight / Math.max(focus.weight, 1);
      if (width >= least) next.push({ node, left, width });
      left += width;
    }
  }
  return placed;
}
