import { describe, expect, it } from 'vitest';
import { parseCgroup } from '../../../src/parse/proc/cgroup.ts';
import { ParseError } from '../../../src/parse/parse-error.ts';
import { parseTaskLimit, taskLimitFolders } from '../../../src/parse/proc/task-limit.ts';

describe('parseTaskLimit', () => {
  it('reads a number, and max as no limit', () => {
    expect(parseTaskLimit('4194304\n')).toBe(4_194_304);
    expect(parseTaskLimit('max\n')).toBe(Number.POSITIVE_INFINITY);
  });

  it('refuses everything else', () => {
    for (const text of ['', '-1', '1 2', 'maximum', '12345678901234567890'])
      expect(() => parseTaskLimit(text)).toThrow(ParseError);
  });
});

describe('taskLimitFolders', () => {
  it('names the cgroup of the pids controller and all above it, the innermost first', () => {
    expect(taskLimitFolders(parseCgroup('5:memory:/a\n4:cpu,pids:/b/c\n0::/d\n'))).toEqual([
      'sys/fs/cgroup/pids/b/c',
      'sys/fs/cgroup/pids/b',
    ]);
    expect(taskLimitFolders(parseCgroup('0::/system.slice/docker.service\n'))).toEqual([
      'sys/fs/cgroup/system.slice/docker.service',
      'sys/fs/cgroup/system.slice',
    ]);
  });

  it('names none for the root, for what leads out of it, and where nothing is known', () => {
    for (const text of ['0::/\n', '0::/../../system.slice\n', ''])
      expect(taskLimitFolders(parseCgroup(text))).toEqual([]);
  });
});
