import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../host/temporary-folder.ts';

const mayMount =
  process.getuid?.() === 0 &&
  spawnSync('unshare', ['--mount', 'sh', '-c', 'test -c /dev/fuse && mount -t tmpfs x /mnt']).status === 0;
if (!mayMount) process.stderr.write('hung-mount.test.ts: no FUSE here, skipped\n');

interface Outcome {
  readonly reason: string;
  readonly ms: number;
}

it.skipIf(!mayMount)(
  'a socket, a file and a folder on a FUSE mount that never answers are given up within their deadlines, and nothing else waits',
  async () => {
    const folder = join(temporaryFolder(), 'hung');
    mkdirSync(folder);
    const script = fileURLToPath(new URL('hung-mount.ts', import.meta.url));
    const words = [
      '--mount',
      '--propagation',
      'private',
      process.execPath,
      '--import',
      import.meta.resolve('tsx'),
    ];
    const child = spawn('unshare', [...words, script, folder], {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 90_000,
    });
    let output = '';
    let complaint = '';
    child.stdout.on('data', (chunk) => (output += String(chunk)));
    child.stderr.on('data', (chunk) => (complaint += String(chunk)));
    await new Promise((resolve) => child.once('close', resolve));
    expect(output, complaint).not.toBe('');
    const { outcomes, healthy, stillMs } = JSON.parse(output) as {
      outcomes: Outcome[];
      healthy: Outcome;
      stillMs: number;
    };
    expect(outcomes.map(({ reason }) => reason)).toEqual(['timeout', 'timeout', 'timeout', 'timeout']);
    expect(healthy.reason).toBe('answered');
    // The deadline, and the start of another child on a machine that is busy; never the mount's own time.
    for (const { ms } of outcomes) expect(ms).toBeLessThan(20_000);
    expect(stillMs).toBeLessThan(2000);
  },
);
