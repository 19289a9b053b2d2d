import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { startProgram, type ProgramCall, type ProgramEnd } from '../../../src/serve/served/own-program.ts';

const BUILT = existsSync('dist/.built');
const EXAMPLE = 'examples/kill-wait-18.09.2.tar.gz';
const LIMITS = { deadlineMs: 60_000, memoryBytes: 2 ** 31, outputBytes: 2 ** 25 };

function start(args: readonly string[], more: Partial<ProgramCall> = {}): Promise<ProgramEnd> {
  return startProgram({
    args,
    folder: process.cwd(),
    environment: process.env,
    limits: LIMITS,
    onStep: () => {},
    ...more,
  }).ended;
}

describe.skipIf(!BUILT)('deadwait as a child of itself', () => {
  it('gives what it printed, and its steps', async () => {
    const steps: string[] = [];
    const end = await start(['--case', EXAMPLE, '--output', 'json', '--progress'], {
      onStep: (says) => steps.push(says),
    });
    expect(end.how).toBe('done');
    expect(steps).toContain('listing the containers');
  });

  it('gives its fault in its own words', async () => {
    expect(await start(['--case', 'nowhere', '--progress'])).toEqual({
      how: 'fault',
      says: 'there is no case at nowhere',
      hint: 'give a folder or a .tar.gz that was recorded on a host',
    });
  });

  it.each([
    ['late', { deadlineMs: 1 }, 'It was not examined within 0 s.'],
    ['too-large', { outputBytes: 1000 }, 'Its report is larger than 1000 B.'],
    ['too-large', { memoryBytes: 40 * 2 ** 20 }, 'It needs more than 40 MiB of memory.'],
  ] as const)('is killed when it is %s: %j', async (how, limit, says) => {
    const end = await start(['--case', EXAMPLE, '--output', 'json'], { limits: { ...LIMITS, ...limit } });
    expect(end).toEqual({ how, says });
  });

  it('that ends by a bug is told', async () => {
    // A folder that cannot be entered: the child is not even begun.
    const end = await start(['--version'], { folder: '/nowhere' });
    expect(end).toMatchObject({ how: 'bug', says: expect.stringContaining('cannot be run') as string });
  });

  it('is gone at once when it is stopped', async () => {
    const program = startProgram({
      args: ['goroutines', '/dev/zero'],
      folder: process.cwd(),
      environment: process.env,
      limits: LIMITS,
      onStep: () => {},
    });
    program.stop();
    expect(await program.ended).toEqual({ how: 'stopped' });
  });
});
