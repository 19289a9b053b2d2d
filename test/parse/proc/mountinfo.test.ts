import { expect, it } from 'vitest';
import { parseMountinfo } from '../../../src/parse/proc/mountinfo.ts';

it('octal escapes are undone, and only those', () => {
  const [mount] = parseMountinfo('9 1 0:39 / /mnt/a\\040b\\134c rw - fuse.x x\\043y rw\n');
  expect(mount).toMatchObject({ mountPoint: '/mnt/a b\\c', source: 'x#y' });
});

it('any number of optional fields may stand before the dash', () => {
  const [mount] = parseMountinfo(
    '27 1 254:0 /sub / rw shared:1 master:2 propagate_from:3 unbindable - ext4 /dev/vda rw\n',
  );
  expect(mount).toMatchObject({ root: '/sub', fstype: 'ext4', source: '/dev/vda' });
});

it('a dash as mount point is no separator, and a source may be empty', () => {
  const [mount] = parseMountinfo('27 1 0:5 - /x rw - tmpfs  rw,mode=755\n');
  expect(mount).toMatchObject({ root: '-', fstype: 'tmpfs', source: '', superOptions: 'rw,mode=755' });
});

it('a broken line is refused, a last one that was cut is left out', () => {
  const line = '27 1 0:5 / /x rw - tmpfs none rw\n';
  expect(parseMountinfo(`${line}28 1 0:6 / /`)).toHaveLength(1);
  expect(() => parseMountinfo(`nonsense\n${line}`)).toThrow('mountinfo at 1');
});
