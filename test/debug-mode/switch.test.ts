import { spawnSync } from 'node:child_process';
import {
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { DebugFailure } from '../../src/debug-mode/apply-debug.ts';
import { lookAtBackups } from '../../src/debug-mode/look.ts';
import { DebugRefusal } from '../../src/debug-mode/debug-refusal.ts';
import { temporaryFolder } from '../host/temporary-folder.ts';
import { AT, startStandIn, type StandIn, type StandInOptions } from './stand-in.ts';

const parent = temporaryFolder();
const CONFIG = '{\r\n    "labels": ["ä=b"],\t"log-level" : "warn"\r\n}';
const LAYOUTS: readonly (readonly [string, string | undefined])[] = [
  ['an unusual layout', CONFIG],
  ['debug: false', '{"debug":false,"x":{"debug":true}}'],
  ['an empty object', '{ }'],
  ['no file', undefined],
];

let standIn: StandIn | undefined;
afterEach(async () => {
  await standIn?.end();
  standIn = undefined;
});
async function start(options: StandInOptions = {}): Promise<StandIn> {
  standIn = await startStandIn(parent, options);
  return standIn;
}
const withConfig = (config: string | undefined): StandInOptions => (config === undefined ? {} : { config });

describe('debug mode', () => {
  it.each(LAYOUTS)(
    'is switched on and off, and the file is byte for byte what it was: %s',
    async (_, config) => {
      const it = await start(withConfig(config));
      expect((await it.look()).state).toMatchObject({ inDaemon: false, problems: [], version: '20.10.24' });
      await it.turn('on');
      expect((await it.look()).state).toMatchObject({
        inDaemon: true,
        inFile: 'on',
        backup: { takenAt: AT, before: config === undefined ? 'no-file' : 'file', fileIs: 'switched-on' },
      });
      await it.turn('off');
      const { state } = await it.look();
      expect(state).toMatchObject({ inDaemon: false, problems: [] });
      expect(state).not.toHaveProperty('backup');
      expect(it.config()).toBe(config);
      expect(readdirSync(it.folder).filter((name) => name.endsWith('.deadwait'))).toEqual([]);
      if (config !== undefined) expect(statSync(it.configFile).mode & 0o7777).toBe(0o640);
    },
  );

  it.each(LAYOUTS)(
    'comes back from wherever switching on or off was killed: %s',
    async (_, config) => {
      const it = await start(withConfig(config));
      await it.turn('on');
      const offs = (await it.plan('off')).planned.actions.length;
      await it.turn('off');
      const kills = [
        ...[1, 2, 3].map((most) => ['on', most] as const),
        ...Array.from({ length: offs - 1 }, (_one, index) => ['off', index + 1] as const),
      ];
      for (const [to, most] of kills) {
        if (to === 'off') await it.turn('on');
        await it.turn(to, most);
        const { state } = await it.look();
        expect(state.problems, `${to} ${most}`).toEqual([]);
        expect(state.backup?.fileIs, `${to} ${most}`).not.toBe('changed');
        await it.turn('off');
        expect(it.config(), `${to} ${most}`).toBe(config);
        expect((await it.look()).state, `${to} ${most}`).toMatchObject({ inDaemon: false });
      }
    },
    60_000,
  );

  it('is on already, or off already: nothing is done', async () => {
    const it = await start({ config: '{"debug":true}' });
    expect((await it.plan('on')).planned.actions).toEqual([]);
    writeFileSync(it.configFile, CONFIG);
    await expect(it.plan('off')).rejects.toThrow('was not switched on by deadwait');
    const other = await startStandIn(parent, { config: CONFIG });
    expect((await other.plan('off')).planned.actions).toEqual([]);
    await other.end();
  });

  it('only needs the signal where the file says so already', async () => {
    const it = await start({ config: CONFIG });
    writeFileSync(it.configFile, '{"debug":true}');
    expect((await it.plan('on')).planned.actions).toEqual([{ kind: 'reload', expects: true }]);
    await it.turn('on');
    expect((await it.look()).state.inDaemon).toBe(true);
  });

  it('keeps what somebody changed in the meantime, and takes back debug alone', async () => {
    const it = await start({ config: CONFIG });
    await it.turn('on');
    writeFileSync(it.configFile, it.config()?.replace('"warn"', '"error"') ?? '');
    expect((await it.look()).state.backup?.fileIs).toBe('changed');
    expect((await it.plan('off')).planned.plan.notes).toContainEqual(expect.stringContaining('was changed'));
    await expect(it.turn('on')).resolves.toBeUndefined();
    await it.turn('off');
    expect(it.config()).toBe(CONFIG.replace('"warn"', '"error"'));
    expect((await it.look()).state).toMatchObject({ inDaemon: false, inFile: 'unset' });
  });

  it('goes off although somebody removed the file or debug from it', async () => {
    for (const change of [
      (it: StandIn) => rmSync(it.configFile),
      (it: StandIn) => writeFileSync(it.configFile, '{}'),
    ]) {
      const it = await startStandIn(parent, { config: CONFIG });
      await it.turn('on');
      change(it);
      const changed = it.config();
      await it.turn('off');
      expect(it.config()).toBe(changed);
      expect((await it.look()).state).toMatchObject({ inDaemon: false });
      await it.end();
    }
  });

  it('is left alone when somebody made nonsense of the file, and that is told', async () => {
    const it = await start({ config: CONFIG });
    await it.turn('on');
    writeFileSync(it.configFile, '{ "debug": true, ');
    await expect(it.turn('off')).rejects.toThrow(DebugRefusal);
    expect((await it.look()).state.problems[0]).toMatch(/daemon\.json is no JSON object/);
    expect(it.config()).toBe('{ "debug": true, ');
  });

  it('that does not switch is taken back, and no backup stays', async () => {
    for (const options of [{ config: CONFIG, deaf: true }, { deaf: true }]) {
      const it = await startStandIn(parent, options);
      await expect(it.turn('on')).rejects.toThrow(/did not go into debug mode.*is as it was before/);
      expect(it.config()).toBe(options.config);
      expect((await it.look()).state).not.toHaveProperty('backup');
      await it.end();
    }
  });

  it('is not written over what somebody has just written', async () => {
    const it = await start({ config: CONFIG });
    const { look, planned } = await it.plan('on');
    writeFileSync(it.configFile, '{"mine":1}');
    const { applyDebug } = await import('../../src/debug-mode/apply-debug.ts');
    if (look.file === undefined) throw new Error('no file');
    const applying = applyDebug(it.dockerd, look.file, planned, { folder: join(it.folder, 'state') });
    await expect(applying).rejects.toThrow(DebugFailure);
    expect(it.config()).toBe('{"mine":1}');
  });

  it('signals nobody when the daemon has been restarted meanwhile', async () => {
    const it = await start({ config: CONFIG });
    const { look, planned } = await it.plan('on');
    const { applyDebug } = await import('../../src/debug-mode/apply-debug.ts');
    const { daemon } = it.dockerd;
    const before = { ...it.dockerd, daemon: { ...daemon, startTicks: daemon.startTicks - 1 } };
    if (look.file === undefined) throw new Error('no file');
    const applying = applyDebug(before, look.file, planned, { folder: join(it.folder, 'state') });
    await expect(applying).rejects.toThrow(/has ended; nobody was sent SIGHUP.*is as it was before/);
    expect(it.config()).toBe(CONFIG);
  });

  it('is undone in the file when no dockerd runs any more', async () => {
    const it = await start({ config: CONFIG });
    await it.turn('on');
    const looks = await lookAtBackups(join(it.folder, 'state'), []);
    expect(looks.map(({ state }) => state)).toEqual([
      expect.objectContaining({ configFile: it.configFile, inFile: 'on', problems: [] }),
    ]);
    const { applyDebug } = await import('../../src/debug-mode/apply-debug.ts');
    const { planDebug } = await import('../../src/debug-mode/plan-debug.ts');
    const [look] = looks;
    if (look?.file === undefined) throw new Error('no file');
    const planned = planDebug(look, [], 'off', AT);
    expect(planned.actions.map(({ kind }) => kind)).toEqual(['put', 'forget']);
    await applyDebug(undefined, look.file, planned, { folder: join(it.folder, 'state') });
    expect(it.config()).toBe(CONFIG);
    expect(await lookAtBackups(join(it.folder, 'state'), [])).toEqual([]);
  });
});

describe('switching is refused', () => {
  it.each([['--debug'], ['-D'], ['--debug=false'], ['-Dl']])(
    'when dockerd was started with %s',
    async (flag) => {
      const it = await start({ config: CONFIG, flags: [flag] });
      await expect(it.plan('on')).rejects.toThrow(`was started with ${flag}, and a reload fails`);
      expect((await it.look()).state.flag).toBe(flag);
    },
  );

  it('when a reload would take the authorization plugins away', async () => {
    const it = await start({ config: CONFIG, flags: ['--authorization-plugin=opa'] });
    await expect(it.plan('on')).rejects.toThrow('take its authorization plugins away');
  });

  it('when the file is a folder, a link, a link to nothing, a hard link, or unreadable JSON', async () => {
    const it = await start();
    const { configFile } = it;
    const other = join(it.folder, 'other');
    for (const [make, why] of [
      [() => mkdirSync(configFile), 'is no plain file'],
      [() => (writeFileSync(other, CONFIG), symlinkSync('other', configFile)), 'is a symbolic link'],
      [() => symlinkSync('nowhere', configFile), 'is a symbolic link'],
      [() => (writeFileSync(other, CONFIG), linkSync(other, configFile)), 'another name too'],
      [() => writeFileSync(configFile, '{"debug":'), 'is no JSON object'],
    ] as const) {
      make();
      await expect(it.plan('on'), why).rejects.toThrow(why);
      rmSync(configFile, { recursive: true, force: true });
      rmSync(other, { force: true });
    }
  });

  it('when the backup is damaged', async () => {
    const it = await start({ config: CONFIG });
    await it.turn('on');
    const state = join(it.folder, 'state');
    const [name = ''] = readdirSync(state);
    const text = readFileSync(join(state, name), 'utf8');
    writeFileSync(join(state, name), text.replace('"base64": "e', '"base64": "f'));
    await expect(it.turn('off')).rejects.toThrow('is damaged');
  });

  it('when dockerd does not tell whether it is in debug mode', async () => {
    const it = await start({ config: CONFIG });
    renameSync(join(it.folder, 'docker.sock'), join(it.folder, 'elsewhere.sock'));
    await expect(it.plan('on')).rejects.toThrow('whether it is in debug mode is not known');
  });
});

it('a file that is a link is not touched, nor is what it leads to', async () => {
  const it = await start({ config: CONFIG });
  const real = join(it.folder, 'real.json');
  renameSync(it.configFile, real);
  symlinkSync('real.json', it.configFile);
  await expect(it.turn('on')).rejects.toThrow('is a symbolic link');
  expect(readFileSync(real, 'utf8')).toBe(CONFIG);
});

const mayUnshare = spawnSync('unshare', ['--mount', 'true']).status === 0;
it.skipIf(!mayUnshare)(
  'a dockerd in a mount namespace of its own is looked at, and to be switched from there',
  async () => {
    const apart = await startStandIn(parent, { config: CONFIG, apart: true });
    try {
      const { pid } = apart.dockerd.daemon;
      const { state, file } = await apart.look();
      expect(state).toMatchObject({ inDaemon: false, inFile: 'unset', problems: [] });
      expect(file).toMatchObject({
        place: { base: `/proc/${pid}/root` },
        key: `/proc/${pid}/root${apart.configFile}`,
      });
      const refused = await apart.turn('on').catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(DebugRefusal);
      expect(refused).toMatchObject({
        hint: `switch it from there: nsenter --target ${pid} --mount --root -- deadwait debug on`,
      });
      expect(apart.config()).toBe(CONFIG);
    } finally {
      await apart.end();
    }
  },
);
