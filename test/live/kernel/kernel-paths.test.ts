import { expect, it } from 'vitest';
import { isKernelFolder, readingWay } from '../../../src/live/kernel/kernel-paths.ts';

it('never reads in this process what needs the memory map of a task', () => {
  for (const name of ['cmdline', 'smaps_rollup']) {
    expect(readingWay(`proc/7/${name}`, '6.18.0')).toBe('child');
    expect(readingWay(`proc/7/task/8/${name}`, '6.18.0')).toBe('child');
  }
});

it('knows since when a stack can be read of a task that hangs in execve', () => {
  expect(readingWay('proc/7/task/7/stack', '6.18.44-fc')).toBe('direct');
  expect(readingWay('proc/7/task/7/stack', '5.11.0')).toBe('direct');
  expect(readingWay('proc/7/task/7/stack', '5.4.0-150-generic')).toBe('child');
  expect(readingWay('proc/7/task/7/syscall', '3.10.0-957.el7.x86_64')).toBe('child');
  expect(readingWay('proc/7/task/7/syscall', 'unheard of')).toBe('child');
});

it('reads a link of a process, and never follows it', () => {
  for (const path of ['proc/7/ns/mnt', 'proc/7/cwd']) expect(readingWay(path, '6.18.0')).toBe('link');
});

it('serves nothing else of a process', () => {
  for (const path of [
    'proc/7/root',
    'proc/7/cwd/x',
    'proc/7/exe',
    'proc/7/environ',
    'proc/7/mem',
    'proc/kmsg',
  ]) {
    expect(readingWay(path, '6.18.0')).toBeUndefined();
  }
});

it('lists no folder to which a link of /proc leads', () => {
  for (const path of [
    'proc',
    'proc/7',
    'proc/7/fd',
    'proc/7/task',
    'proc/self/task/7/fd',
    'sys/fs/fuse/connections',
  ])
    expect(isKernelFolder(path), path).toBe(true);
  for (const path of [
    'proc/7/root',
    'proc/7/root/etc',
    'proc/7/cwd',
    'proc/self/cwd/x',
    'proc/7/task/8/root/etc',
    'proc/7/fd/3',
    'proc/7/fd/3/x',
    'proc/7/map_files/0-1',
  ])
    expect(isKernelFolder(path), path).toBe(false);
});
