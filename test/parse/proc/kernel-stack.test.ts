import { expect, it } from 'vitest';
import { parseKernelStack } from '../../../src/parse/proc/kernel-stack.ts';
import { parseSyscall } from '../../../src/parse/proc/syscall.ts';
import { syscallShape } from '../../../src/parse/proc/syscall-table.ts';
import { parseWchan } from '../../../src/parse/proc/wchan.ts';

it('old kernels print addresses, modules, compiler suffixes and an end that is no function', () => {
  const stack = parseKernelStack(
    '[<ffffffffc012d444>] rpc_wait_bit_killable+0x24/0xb0 [sunrpc]\n' +
      '[<ffffffffc0000001>] nfs3_rpc_wrapper.clone.0+0x35/0x80 [nfs]\n' +
      '[<ffffffffffffffff>] 0xffffffffffffffff\n',
  );
  expect(stack).toEqual([
    { function: 'rpc_wait_bit_killable', module: 'sunrpc', line: 1 },
    { function: 'nfs3_rpc_wrapper', module: 'nfs', line: 2 },
  ]);
});

it('a thread that runs has neither stack, wait channel nor system call', () => {
  expect(parseKernelStack('')).toEqual([]);
  expect(parseWchan('0')).toBeUndefined();
  expect(parseSyscall('running\n')).toBeUndefined();
});

it('a page fault is no system call', () => {
  expect(parseSyscall('-1 0x7ffdb1dd7e10 0x7f1c2c8c0a3d\n')).toBeUndefined();
});

it('the number of a system call depends on the machine', () => {
  expect(syscallShape('x86_64', 257)).toEqual({ name: 'openat', folderFd: 0, path: 1, writes: true });
  expect(syscallShape('aarch64', 56)?.name).toBe('openat');
  expect(syscallShape('aarch64', 63)).toEqual({ name: 'read', fd: 0, writes: false });
  expect(syscallShape('s390x', 3)).toBeUndefined();
});
