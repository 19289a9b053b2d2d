import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { cleanUp } from '../../lab/rig/clean-up/clean-up.ts';
import { findLoopDevices } from '../../lab/rig/clean-up/mounts.ts';
import { waitUntil } from '../../lab/rig/wait-until.ts';
import { readChild } from '../../src/system/killable-child.ts';
import { StateFile, type Thing } from '../../lab/rig/state-file.ts';
import { checkNeeds, MINUTE } from './stage.ts';

const CLI = fileURLToPath(new URL('../../lab/cli.ts', import.meta.url));

/** An incident, and the thing that has just been noted when its lab is killed. */
const CRASHES: readonly (readonly [scenario: string, at: Thing['kind'] | 'dockerd' | 'kubelet'])[] = [
  ['frozen-filesystem', 'frozen-filesystem'],
  ['stop-forever', 'fuse-mount'],
  ['shim-stopped', 'stopped-process'],
  ['healthy', 'dockerd'],
  ['containerd-cri', 'fuse-mount'],
  ['containerd-cri', 'kubelet'],
];

let folder = '';
afterEach(() => cleanUp(folder), MINUTE);

const { missing, skip } = checkNeeds('crashes', ['docker', 'fuse', 'loop']);

describe.skipIf(skip)('a lab that was killed', () => {
  test.each(CRASHES)(
    'in the middle of %s, at %s, leaves nothing that clean-up does not take away',
    async (scenario, at) => {
      expect(missing).toEqual([]);
      folder = mkdtempSync(join(tmpdir(), 'dw-crash-'));
      const lab = spawn(
        process.execPath,
        ['--import', import.meta.resolve('tsx'), CLI, 'up', scenario, '--state', folder],
        { stdio: 'ignore' },
      );
      const ended = new Promise((resolve) => lab.on('exit', resolve));
      await waitUntil(`${at} is noted`, () => isNoted(at) || undefined, { patienceMs: 30_000, everyMs: 5 });
      lab.kill('SIGKILL');
      await ended;

      expect(await cleanUp(folder)).toEqual([]);
      expect(existsSync(folder)).toBe(false);
      expect(readFileSync('/proc/self/mountinfo', 'utf8')).not.toContain(folder);
      expect(findLoopDevices(folder)).toEqual([]);
      expect((await commandLines()).filter((line) => line.includes(`${folder}/`))).toEqual([]);
    },
    2 * MINUTE,
  );
});

function isNoted(at: Thing['kind'] | 'dockerd' | 'kubelet'): boolean {
  const state = StateFile.open(folder);
  if (at === 'dockerd' || at === 'kubelet')
    return state?.things('process').some(({ role }) => role === at) === true;
  return (state?.things(at).length ?? 0) > 0;
}

/** Of all processes, by a child: others on this machine may hang. */
async function commandLines(): Promise<readonly string[]> {
  const bytes = await readChild('ps', ['-eo', 'args=', '-ww'], { path: 'ps', deadlineMs: 10_000 });
  return Buffer.from(bytes).toString('utf8').split('\n');
}
