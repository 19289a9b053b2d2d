import fc from 'fast-check';
import { expect, it } from 'vitest';
import { InodeIndex } from '../../src/collect/inode-index.ts';

it('finds the first row of every inode, and none of one that is not there', () => {
  const inode = fc.integer({ min: 0, max: 0xffff_ffff });
  fc.assert(
    fc.property(fc.array(inode, { maxLength: 200 }), inode, (inodes, other) => {
      const index = new InodeIndex(Uint32Array.from(inodes), inodes.length);
      for (const wanted of [...inodes, other]) expect(index.rowOf(wanted)).toBe(inodes.indexOf(wanted));
    }),
  );
});
