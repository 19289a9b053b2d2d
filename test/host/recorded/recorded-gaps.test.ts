import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openRecordedHost } from '../../../src/host/recorded/recorded-host.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const scratch = temporaryFolder();

async function folderWith(name: string, manifest: string): Promise<string> {
  const folder = join(scratch, name);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'captured_at'), '2026-11-24T10:00:00Z\n');
  await writeFile(join(folder, 'manifest.json'), manifest);
  return folder;
}

describe('a file that is not in a case', () => {
  it('fails as its recording did, where the manifest tells', async () => {
    const gap = {
      source: 'docker/version.json',
      reason: 'timeout',
      detail: 'dockerd did not answer within 5 s',
    };
    const host = await openRecordedHost(await folderWith('told', JSON.stringify({ gaps: [gap] })));
    await expect(host.read('docker/version.json')).rejects.toMatchObject({
      reason: 'timeout',
      message: 'dockerd did not answer within 5 s',
    });
    await expect(host.read('docker/info.json')).rejects.toMatchObject({ reason: 'absent' });
    await host.close();
  });

  it.each([
    ['is no JSON', '{"gaps": ['],
    ['is not a manifest', '[]'],
    ['has a reason that does not exist', '{"gaps":[{"source":"uname","reason":"lost","detail":""}]}'],
    ['has no gaps', '{"format":"deadwait/case/v1"}'],
  ])('is absent where the manifest %s', async (_, manifest) => {
    const host = await openRecordedHost(await folderWith('odd', manifest));
    await expect(host.read('uname')).rejects.toMatchObject({ reason: 'absent' });
    await host.close();
  });
});
