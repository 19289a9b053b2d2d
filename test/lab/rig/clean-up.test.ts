import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cleanUpAfter } from '../../../lab/rig/clean-up/clean-up.ts';
import { StateFile } from '../../../lab/rig/state-file.ts';
import { temporaryFolder } from '../../host/temporary-folder.ts';

const parent = temporaryFolder();

describe('cleaning up after a rig that did not start', () => {
  it('rejects with what went wrong', async () => {
    const folder = join(parent, 'whole');
    StateFile.create(folder);
    const error = new Error('dockerd ended at once');
    await expect(cleanUpAfter(error, folder)).rejects.toBe(error);
  });

  it('says what is left besides', async () => {
    const folder = join(parent, 'no-lab');
    mkdirSync(folder);
    const failed = cleanUpAfter(new Error('dockerd ended at once'), folder);
    await expect(failed).rejects.toThrow(
      `dockerd ended at once; of what was begun, this is left: ${folder} holds no lab`,
    );
  });
});
