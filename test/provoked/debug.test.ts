import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { startRig, type Rig } from '../../lab/rig/rig.ts';
import { DebugFailure } from '../../src/debug-mode/apply-debug.ts';
import { DebugRefusal } from '../../src/debug-mode/debug-refusal.ts';
import {
  planSwitch,
  readDebugStatus,
  switchDebug,
  type DebugOptions,
} from '../../src/debug-mode/switch-debug.ts';
import type { DebugResult, DebugState } from '../../src/model/debug-mode.ts';
import { checkNeeds, labFolder, MINUTE, useLab } from './stage.ts';

const CONFIG = '{\n\t"log-level" : "info",  "labels": ["rack=4"]\n}';

const stand = useLab();

const { missing, skip } = checkNeeds('debug', ['docker']);

describe.skipIf(skip)("dockerd's debug mode, live", () => {
  test(
    'goes on and off, and the file is as it was; what a reload fails on is taken back',
    async () => {
      expect(missing).toEqual([]);
      const rig = stand(await startRig({ folder: labFolder(), config: CONFIG }));
      const file = join(rig.folder, 'daemon.json');
      const options = optionsFor(rig);
      const state = (await readDebugStatus(options)).daemons[0];
      expect(state).toMatchObject({
        pid: rig.dockerd.process.pid,
        inFile: 'unset',
        inDaemon: false,
        problems: [],
      });

      expect((await planSwitch('on', options)).steps).toHaveLength(3);
      expect(readFileSync(file, 'utf8')).toBe(CONFIG);

      expect((await turn('on', options)).daemon).toMatchObject({ inFile: 'on', inDaemon: true });
      expect(await debugOf(rig)).toBe(true);
      expect(await stateOf(options)).toMatchObject({ backup: { fileIs: 'switched-on', before: 'file' } });
      expect((await turn('on', options)).done).toEqual([]);

      expect((await turn('off', options)).daemon).toMatchObject({ inFile: 'unset', inDaemon: false });
      expect(await debugOf(rig)).toBe(false);
      expect(readFileSync(file, 'utf8')).toBe(CONFIG);
      expect(await stateOf(options)).not.toHaveProperty('backup');

      // dockerd refuses a key that is also one of its flags.
      const conflict = '{"data-root": "/elsewhere"}';
      writeFileSync(file, conflict);
      await expect(turn('on', options, 2_000)).rejects.toThrow(DebugFailure);
      expect(readFileSync(file, 'utf8')).toBe(conflict);
      expect(await stateOf(options)).not.toHaveProperty('backup');
      expect(await debugOf(rig)).toBe(false);

      const audit = readFileSync(options.audit, 'utf8').trimEnd().split('\n');
      expect(
        audit.map((line) => z.object({ phase: z.string(), to: z.string() }).parse(JSON.parse(line))),
      ).toEqual(['on', 'off', 'on'].flatMap((to) => ['before', 'after'].map((phase) => ({ phase, to }))));
    },
    2 * MINUTE,
  );

  test(
    'is left alone where a flag fixes it',
    async () => {
      const rig = stand(await startRig({ folder: labFolder() }));
      const options = optionsFor(rig);
      expect(await stateOf(options)).toMatchObject({ flag: '--debug', inDaemon: true });
      await expect(turn('off', options)).rejects.toThrow(DebugRefusal);
      expect(await debugOf(rig)).toBe(true);
    },
    2 * MINUTE,
  );
});

async function turn(
  to: 'on' | 'off',
  options: ReturnType<typeof optionsFor>,
  switchMs = 10_000,
): Promise<DebugResult> {
  const { digest = '' } = await planSwitch(to, options);
  return switchDebug(to, { ...options, confirm: digest, switchMs });
}

function optionsFor({ folder, docker }: Rig): DebugOptions & { readonly audit: string } {
  return {
    dockerSocket: docker.socket,
    folder: join(folder, 'state'),
    audit: join(folder, 'audit.log'),
    now: () => new Date().toISOString(),
  };
}

async function stateOf(options: DebugOptions): Promise<DebugState | undefined> {
  return (await readDebugStatus(options)).daemons[0];
}

async function debugOf({ docker }: Rig): Promise<boolean> {
  return (await docker.ask('/info', z.object({ Debug: z.boolean() }))).Debug;
}
