import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { ReleasePlan } from '../../src/model/release.ts';
import { lockFile } from '../../src/system/file-lock.ts';
import { runDeadwait } from './run-deadwait.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const EXAMPLE = `${ROOT}/examples/kill-wait-18.09.2.tar.gz`;
const HEALTHY = `${ROOT}/test/cases/healthy-18.09.2.tar.gz`;

describe('deadwait release on a recorded host', () => {
  test('shows the plan, and ends with 1 when there is one', async () => {
    const { stdout, stderr, status } = await runDeadwait(['release', '--case', EXAMPLE, '--width', '100']);
    expect({ stderr, status }).toEqual({ stderr: '', status: 1 });
    expect(stdout).toMatch(/^PLAN {2}3 actions for 3 containers; nothing has been done yet\n/);
    expect(stdout).toContain('is a recording');
  });

  test('ends with 0 where nothing is stuck', async () => {
    const { stdout, status } = await runDeadwait(['release', '--case', HEALTHY]);
    expect(status).toBe(0);
    expect(stdout).toBe('PLAN  no container is stuck: there is nothing to release\n');
  });

  test('prints the plan as JSON, the same bytes every time', async () => {
    const argv = ['release', '--case', EXAMPLE, '--output', 'json'];
    const [once, twice] = [await runDeadwait(argv), await runDeadwait(argv)];
    expect(once.stdout).toBe(twice.stdout);
    const plan = JSON.parse(once.stdout) as ReleasePlan;
    expect(plan.schema).toBe('deadwait/release-plan/v1');
    expect(plan.digest).toMatch(/^[0-9a-f]{32}$/);
  });

  test('is never carried out', async () => {
    const plan = JSON.parse(
      (await runDeadwait(['release', '--case', EXAMPLE, '--output', 'json'])).stdout,
    ) as ReleasePlan;
    const confirmed = await runDeadwait(['release', '--case', EXAMPLE, '--confirm', plan.digest ?? '']);
    expect(confirmed).toMatchObject({ status: 2, stdout: '' });
    expect(confirmed.stderr).toContain('[release-of-case]');
  });
});

describe('deadwait release --confirm', () => {
  const LOCK = '/run/deadwait/release.lock';

  test.skipIf(process.getuid?.() !== 0)(
    'does nothing while another process holds the lock, and names it',
    async () => {
      const held = await lockFile(LOCK);
      if (held === undefined) throw new Error(`${LOCK} is held by another process`);
      try {
        const { status, stdout, stderr } = await runDeadwait(['release', '--confirm', 'a'.repeat(32)]);
        expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
        expect(stderr).toContain(`process ${process.pid} is carrying out deadwait release`);
        expect(stderr).toContain('[locked]');
      } finally {
        await held();
      }
    },
  );

  test('takes no digest of less than 128 bits', async () => {
    const { status, stderr } = await runDeadwait(['release', '--confirm', 'a'.repeat(12)]);
    expect(status).toBe(2);
    expect(stderr).toContain('32 hexadecimal digits');
  });
});
