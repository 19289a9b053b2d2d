import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ROOT, run } from './packed.ts';

/** Programs of other Node lines, separated by colons; .ci/run installs them. */
const NODES = (process.env['DEADWAIT_NODES'] ?? '').split(':').filter((path) => path !== '');

const scratch = mkdtempSync(join(tmpdir(), 'deadwait-nodes-'));
const dump = join(scratch, 'goroutines.txt');
writeFileSync(dump, 'goroutine 1 [chan receive, 5 minutes]:\nmain.main()\n\t/src/main.go:7 +0x1d\n\n');
const environment = { PATH: '/usr/bin:/bin' };

const COMMANDS: readonly (readonly string[])[] = [
  ['--version'],
  ['--case', join(ROOT, 'test/cases/stop-forever-20.10.24.tar.gz'), '--width', '100'],
  ['--case', join(ROOT, 'test/cases/containerd-cri-1.6.20.tar.gz'), '--output', 'report'],
  ['goroutines', dump],
  ['causes'],
];

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe.skipIf(NODES.length === 0)('on each supported Node line', () => {
  it.each(NODES)('%s prints what this Node prints, byte for byte', async (node) => {
    for (const args of COMMANDS) {
      const argv = [join(ROOT, 'bin/deadwait.js'), ...args];
      const here = await run(process.execPath, argv, { cwd: scratch, environment });
      expect(here.status).toBeLessThan(2);
      expect(await run(node, argv, { cwd: scratch, environment })).toEqual(here);
    }
  });

  it.each(NODES)('%s calls the kernel through koffi', async (node) => {
    const script = `
      const koffi = (await import('koffi')).default;
      console.log(koffi.load(null).func('int getpid()')() === process.pid);`;
    const ran = await run(node, ['--input-type=module', '--eval', script], { cwd: ROOT, environment });
    expect(ran).toEqual({ status: 0, stdout: 'true\n', stderr: '' });
  });
});
