import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StateFile } from '../rig/state-file.ts';
import { waitUntil } from '../rig/wait-until.ts';

const V1 = '/sys/fs/cgroup/freezer';
const V2 = '/sys/fs/cgroup';

/** Freezes a cgroup with all below it, by the v1 freezer or v2's cgroup.freeze; its folder. */
export async function freezeCgroup(state: StateFile, path: string): Promise<string> {
  const isV1 = existsSync(join(V1, path, 'freezer.state'));
  const folder = join(isV1 ? V1 : V2, path);
  state.record({ kind: 'frozen-cgroup', folder });
  writeFileSync(join(folder, isV1 ? 'freezer.state' : 'cgroup.freeze'), isV1 ? 'FROZEN' : '1', {
    flag: 'r+',
  });
  await waitUntil(`${folder} is frozen`, () =>
    isV1
      ? readFileSync(join(folder, 'freezer.state'), 'utf8').trim() === 'FROZEN' || undefined
      : /^frozen 1$/m.test(readFileSync(join(folder, 'cgroup.events'), 'utf8')) || undefined,
  );
  return folder;
}
