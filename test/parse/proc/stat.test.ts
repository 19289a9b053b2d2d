import { expect, it } from 'vitest';
import { isKernelThread, parseProcStat } from '../../../src/parse/proc/stat.ts';

const REST =
  'D 12896 12915 12915 0 -1 4194560 740 0 0 0 0 0 0 0 20 0 1 0 138217 2326528 316 18446744073709551615';

it('a name may hold blanks, parentheses and a line break', () => {
  expect(parseProcStat(`7 (a (b) c) ${REST}`)).toMatchObject({
    comm: 'a (b) c',
    state: 'D',
    parentPid: 12896,
  });
  expect(parseProcStat(`7 (x) S 1\n) ${REST}`)).toMatchObject({ comm: 'x) S 1\n', state: 'D' });
});

it('a line that ends before the start time is refused', () => {
  expect(() => parseProcStat('7 (dd) D 1 2 3')).toThrow('proc-stat');
});

it('a thread of the kernel is told by its flag, not by its name or parent', () => {
  expect(isKernelThread('7 (kworker/0:1) I 2 0 0 0 -1 69238880 0 0')).toBe(true);
  expect(isKernelThread('2 (kthreadd) S 0 0 0 0 -1 4194560 0 0')).toBe(false);
  expect(isKernelThread('7 (dd) D 2 7 7 0 -1 4194560 0 0')).toBe(false);
  expect(isKernelThread('7 (a) b) S 2 0 0 0 -1 2097152 0')).toBe(true);
  expect(isKernelThread('')).toBe(false);
});
