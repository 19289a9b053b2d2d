import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { deadwait } from '../deadwait.ts';
import { timeCommand } from '../measure/time-command.ts';
import type { Work } from '../work.ts';

const PROCESSES = 300;

/** The whole diagnosis of this host, with 300 more processes than it has. */
export const diagnoseLive: Work = {
  name: 'diagnose-live',
  says: 'diagnose this host',
  programs: new Map(),
  measure: async () => {
    const idle = Array.from({ length: PROCESSES }, () => spawn('sleep', ['600'], { stdio: 'ignore' }));
    try {
      await Promise.all(idle.map((child) => new Promise((resolve) => child.once('spawn', resolve))));
      const count = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).length;
      const ours = await timeCommand(deadwait('diagnose'), 7);
      const target = { seconds: 0.7, peakBytes: 120e6 };
      return { rows: [{ work: 'diagnose this host', size: `${count} processes`, ours, target }] };
    } finally {
      for (const child of idle) child.kill();
    }
  },
};
