import { expect, it } from 'vitest';
import { parseProcStatus, sigkillPending } from '../../../src/parse/proc/status.ts';

it('SIGKILL is bit 8 of either mask', () => {
  const pending = (thread: string, shared: string) =>
    sigkillPending(parseProcStatus(`State:\tD (disk sleep)\nSigPnd:\t${thread}\nShdPnd:\t${shared}\n`));
  expect(pending('0000000000000100', '0000000000000000')).toBe(true);
  expect(pending('0000000000000000', '0000000000000100')).toBe(true);
  expect(pending('0000000000000000', '0000000000004000')).toBe(false);
});

it('without the masks nothing is known of SIGKILL', () => {
  expect(sigkillPending(parseProcStatus('State:\tD (disk sleep)\n'))).toBeUndefined();
});

it('a process without memory has no resident size', () => {
  expect(parseProcStatus('Name:\tsleep\nState:\tS (sleeping)\nPid:\t12966\n')).not.toHaveProperty('rssBytes');
});
