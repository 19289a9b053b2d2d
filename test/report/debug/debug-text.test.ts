import { describe, expect, it } from 'vitest';
import type { DebugState } from '../../../src/model/debug-mode.ts';
import {
  renderDebugPlan,
  renderDebugResult,
  renderDebugStatus,
} from '../../../src/report/debug/debug-text.ts';

const PAPER = { width: 80, color: false, ascii: false };
const STATE: DebugState = {
  pid: 812,
  version: '18.09.2',
  socket: '/run/docker.sock',
  configFile: '/etc/docker/daemon.json',
  inFile: 'unset',
  inDaemon: false,
  problems: [],
};

describe('the report of debug mode', () => {
  it('tells of every dockerd, and of backups without one', () => {
    const backup = {
      takenAt: '2026-11-24T10:00:00.000Z',
      before: 'no-file',
      fileIs: 'switching-off',
    } as const;
    const text = renderDebugStatus(
      {
        schema: 'deadwait/debug-status/v1',
        daemons: [
          { ...STATE, flag: '-D', problems: ['It reads another.'] },
          { configFile: '/x/d.json', inFile: 'off', backup, problems: [] },
        ],
      },
      PAPER,
    );
    expect(text).toBe(`dockerd 18.09.2 (pid 812) on /run/docker.sock
  debug mode    off
  by flag       -D
  in its file   not set (/etc/docker/daemon.json)
  backup        none
  problem       It reads another.

no dockerd that was looked at reads this file
  in its file   off (/x/d.json)
  backup        of there being no file, since 2026-11-24 10:00:00 UTC; the file
                says false: deadwait was switching it off
`);
    expect(renderDebugStatus({ schema: 'deadwait/debug-status/v1', daemons: [] }, PAPER)).toBe(
      'No dockerd runs here, and no backup of its file is kept.\n',
    );
  });

  it('shows each step, what it changes, and how to do it', () => {
    const plan = {
      schema: 'deadwait/debug-plan/v1',
      to: 'on',
      daemon: STATE,
      steps: [{ says: 'Change it:', diff: ['- {}', '+ {"debug": true}'] }, { says: 'Send SIGHUP.' }],
      notes: ['One.', 'Two.'],
    } as const;
    expect(renderDebugPlan(plan, 'deadwait debug on --confirm 0123456789abcdef0123456789abcdef', PAPER))
      .toBe(`PLAN  switch debug mode of dockerd 18.09.2 (pid 812) on; nothing has been done yet

  1. Change it:
       - {}
       + {"debug": true}
  2. Send SIGHUP.

  ! One.
  ! Two.

  To do it: deadwait debug on --confirm 0123456789abcdef0123456789abcdef
`);
    expect(renderDebugPlan({ ...plan, steps: [] }, '', PAPER)).toMatch(
      /is on already: there is nothing to do\n$/,
    );
  });

  it('lets nothing that stands in a file act on the terminal', () => {
    const says = 'Change \x1b[2J:';
    const step = { says, diff: ['+ {"\x1b]0;x\x07": 1}'] };
    const plan = {
      schema: 'deadwait/debug-plan/v1',
      to: 'on',
      daemon: STATE,
      steps: [step],
      notes: [says],
    } as const;
    const result = {
      schema: 'deadwait/debug-result/v1',
      to: 'on',
      daemon: STATE,
      done: [says],
      notes: [],
    } as const;
    const text = renderDebugPlan(plan, 'x', PAPER) + renderDebugResult(result, PAPER);
    expect(text).toContain('\\x1b');
    expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f]/);
  });
});
