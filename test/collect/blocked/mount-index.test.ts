import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { indexOfMounts } from '../../../src/collect/blocked/mount-index.ts';
import { mountOf, sameDevice } from '../../../src/collect/blocked/mount-table.ts';
import type { Mount } from '../../../src/model/task.ts';

function mountAt(mountPoint: string, line: number, device = `0:${line}`, root = '/'): Mount {
  const rest = { options: 'rw', fstype: 'xfs', source: '/dev/x', superOptions: 'rw' };
  return { id: line, parentId: 1, device, root, mountPoint, line, ...rest };
}

/** The definition, mount by mount. */
function mountAbove(path: string, mounts: readonly Mount[]): Mount | undefined {
  let best: Mount | undefined;
  for (const mount of mounts) {
    const { mountPoint } = mount;
    const isAbove = mountPoint === '/' || path === mountPoint || path.startsWith(`${mountPoint}/`);
    if (isAbove && mountPoint.length >= (best?.mountPoint.length ?? 0)) best = mount;
  }
  return best;
}

const path = fc
  .array(fc.constantFrom('a', 'b', 'ab', ''), { maxLength: 4 })
  .map((parts) => `/${parts.join('/')}`);

describe('the mount that a path lies on', () => {
  test('is the one with the longest mount point above it, and of those the last', () => {
    fc.assert(
      fc.property(fc.array(path, { maxLength: 12 }), path, (points, asked) => {
        const mounts = points.map((point, at) => mountAt(point, at + 1));
        expect(mountOf(asked, mounts)?.line).toBe(mountAbove(asked, mounts)?.line);
      }),
      { numRuns: 2000 },
    );
  });

  test('is not one whose name only begins the same', () => {
    const mounts = [mountAt('/', 1), mountAt('/data', 2)];
    expect([mountOf('/data2/x', mounts)?.line, mountOf('/data/x', mounts)?.line]).toEqual([1, 2]);
  });
});

test('the same device on the host is its root, else the same folder, else the first', () => {
  const asked = mountAt('/in', 9, '8:1', '/sub');
  const table = (mounts: readonly Mount[]) => ({ mounts, file: 'proc/1/mountinfo', lines: [] });
  const first = mountAt('/a', 1, '8:1', '/x');
  const folder = mountAt('/b', 2, '8:1', '/sub');
  const root = mountAt('/c', 3, '8:1', '/');
  expect(sameDevice(asked, table([first, folder, root]))?.line).toBe(3);
  expect(sameDevice(asked, table([first, folder]))?.line).toBe(2);
  expect(sameDevice(asked, table([first]))?.line).toBe(1);
  expect(sameDevice(asked, table([mountAt('/z', 1, '8:2')]))).toBeUndefined();
});

test('an index is made once for a table', () => {
  const mounts = [mountAt('/', 1)];
  expect(indexOfMounts(mounts)).toBe(indexOfMounts(mounts));
});
