import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allBelow, BIN, BUILT, EXAMPLE, startServing, type Serving } from './serving.ts';

const NAMESPACES = ['--user', '--map-root-user', '--mount'];
const MOUNTS = spawnSync('unshare', [...NAMESPACES, 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0;

describe.skipIf(!BUILT)('the end of the server', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'at %s ends what is under way, and leaves nothing',
    async (signal) => {
      const serving = await startServing([EXAMPLE]);
      await serving.drop('x.tar.gz', readFileSync(EXAMPLE));
      const [folder = ''] = readdirSync(serving.temporary);
      expect(statSync(join(serving.temporary, folder)).mode & 0o777).toBe(0o700);
      const { id } = await serving.find('x.tar.gz');
      const report = serving.ask(`/api/hosts/${id}/report`).catch(() => undefined);
      const children = (): readonly string[] => childrenOf(serving);
      while (children().length === 0) await serving.list();
      const [child = ''] = children();
      expect(await serving.end(signal)).toEqual([0, null]);
      await report;
      expect(allBelow(serving.temporary)).toEqual([]);
      expect(isAlive(child)).toBe(false);
    },
  );

  it.skipIf(!MOUNTS)('of its disk is a refusal, and nothing of the file is left', async () => {
    const script = 'mount -t tmpfs -o size=256k none "$TMPDIR" && exec "$0" "$@"';
    const command = ['unshare', ...NAMESPACES, 'sh', '-c', script, process.execPath, BIN];
    const serving = await startServing(['--no-live'], { command });
    const large = Buffer.alloc(1 << 20, 'heap profile: 0: 0\n');
    const answer = await serving.ask('/api/hosts?name=x', { method: 'POST', body: large });
    expect(answer.status).toBe(507);
    // There is room again for a small one.
    await serving.drop('small', large.subarray(0, 200_000));
    await serving.end();
  });
});

function childrenOf({ child }: Serving): readonly string[] {
  const { pid = 0 } = child;
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').split(' ').filter(Boolean);
}

function isAlive(pid: string): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'latin1'));
  } catch {
    return false;
  }
}
