import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildTree, placeTree, type TreeNode } from '../../ui/graph/call-tree.ts';

const stacks = [
  { weight: 3, names: ['main', 'serve', 'wait'], leaf: 'a' },
  { weight: 5, names: ['main', 'serve', 'read'], leaf: 'b' },
  { weight: 1, names: ['other'], leaf: 'c' },
];

describe('the call tree', () => {
  it('joins stacks at their roots, the heaviest first', () => {
    const root = buildTree('all', stacks);
    expect(root.weight).toBe(9);
    expect(root.children.map(({ name, weight }) => [name, weight])).toEqual([
      ['main', 8],
      ['other', 1],
    ]);
    const serve = root.children[0]?.children[0];
    expect(serve?.children.map(({ name, weight }) => [name, weight])).toEqual([
      ['read', 5],
      ['wait', 3],
    ]);
    expect(serve?.leaves).toEqual(['b', 'a']);
  });

  it('leaves out what is too narrow to be seen, and shows the callers of what is looked at', () => {
    const root = buildTree('all', stacks);
    expect(placeTree(root, 0.2).map(({ node }) => node.name)).not.toContain('other');
    const main = root.children[0];
    if (main === undefined) throw new Error('there is a main');
    expect(placeTree(main, 0).map(({ node, width }) => [node.name, width])).toEqual([
      ['all', 1],
      ['main', 1],
      ['serve', 1],
      ['wait', 3 / 8],
      ['read', 5 / 8],
    ]);
  });

  it('never gives the children more than their parent has, and no two nodes the same id', () => {
    const stack = fc.record({
      weight: fc.integer({ min: 1, max: 1000 }),
      names: fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 6 }),
      leaf: fc.nat(),
    });
    fc.assert(
      fc.property(fc.array(stack, { maxLength: 30 }), (many) => {
        const ids = new Set<number>();
        let count = 0;
        const visit = (node: TreeNode<number>): void => {
          ids.add(node.id);
          count++;
          expect(node.children.reduce((sum, { weight }) => sum + weight, 0)).toBeLessThanOrEqual(node.weight);
          node.children.forEach(visit);
        };
        visit(buildTree('all', many));
        expect(ids.size).toBe(count);
      }),
    );
  });
});
