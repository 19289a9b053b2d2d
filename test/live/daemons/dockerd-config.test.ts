import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  debugFlag,
  findConfigPlace,
  reloadDanger,
  reloadEffects,
} from '../../../src/live/daemons/dockerd-config.ts';
import { removeFile, replaceFile } from '../../../src/live/replace-file.ts';
import { readWholeFile } from '../../../src/live/whole-file.ts';
import { temporaryFolder } from '../../host/temporary-folder.ts';

const ROOTS = process.getuid?.() === 0;

describe("dockerd's configuration file", () => {
  it('is the one of its command line, from where it runs', () => {
    for (const args of [
      ['dockerd', '--config-file', '/x/d.json'],
      ['dockerd', '-H', 'fd://', '--config-file=/x/d.json'],
    ])
      expect(findConfigPlace(process.pid, args)).toEqual({ file: '/x/d.json', base: '', rule: 'named' });
    const relative = findConfigPlace(process.pid, ['dockerd', '--config-file', 'conf/d.json']);
    expect(relative?.file).toBe(join(process.cwd(), 'conf/d.json'));
  });

  it.skipIf(!ROOTS)("is /etc/docker/daemon.json for root's dockerd", () => {
    const place = { file: '/etc/docker/daemon.json', base: '', rule: 'known' };
    expect(findConfigPlace(process.pid, ['dockerd'])).toEqual(place);
    expect(findConfigPlace(process.pid, ['dockerd', `--config-file=${place.file}`])).toEqual(place);
  });

  it('is not known without a command line', () => {
    expect(findConfigPlace(process.pid, [])).toBeUndefined();
  });

  it('is read through the root of another process, but not over links', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'd.json'), '{}');
    symlinkSync('/etc', join(folder, 'link'));
    const base = `/proc/${process.pid}/root`;
    const found = await readWholeFile(join(folder, 'd.json'), base);
    expect(found).toMatchObject({ file: base + join(folder, 'd.json'), bytes: Buffer.from('{}') });
    expect(await readWholeFile(join(folder, 'nothing'), base)).toEqual({
      file: base + join(folder, 'nothing'),
      hasFolder: true,
    });
    await expect(readWholeFile(join(folder, 'link/d.json'), base)).rejects.toThrow('is a symbolic link');
  });
});

describe('a configuration file that a process named', () => {
  const folder = temporaryFolder();
  const file = join(folder, 'd.json');
  const OWNER = { mode: 0o644, uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
  const refused = async (name: string, why: string): Promise<void> => {
    await expect(readWholeFile(name), why).rejects.toThrow(why);
    await expect(replaceFile(name, Buffer.from('edited'), OWNER), why).rejects.toThrow(why);
    await expect(removeFile(name), why).rejects.toThrow(why);
  };

  it('is neither read nor edited over a link', async () => {
    writeFileSync(file, '{}');
    symlinkSync('d.json', join(folder, 'link.json'));
    symlinkSync(folder, join(folder, 'way'));
    await refused(join(folder, 'link.json'), 'is a symbolic link');
    await refused(join(folder, 'way/d.json'), 'is a symbolic link');
    expect(readFileSync(file, 'utf8')).toBe('{}');
  });

  it('is neither read, edited nor created in a folder that others may write to', async () => {
    const open = join(folder, 'open');
    mkdirSync(open);
    chmodSync(open, 0o1777);
    writeFileSync(join(open, 'd.json'), '{}');
    await refused(join(open, 'd.json'), 'every user may write to');
    await refused(join(open, 'new.json'), 'every user may write to');
    expect(readdirSync(open)).toEqual(['d.json']);
    expect(readFileSync(join(open, 'd.json'), 'utf8')).toBe('{}');
  });

  it.skipIf(!ROOTS)(
    'is neither read, edited nor created when somebody else owns it or its folder',
    async () => {
      writeFileSync(join(folder, 'theirs.json'), '{}');
      chownSync(join(folder, 'theirs.json'), 65_534, 65_534);
      await refused(join(folder, 'theirs.json'), 'is owned by uid 65534, not root');
      const home = join(folder, 'home');
      mkdirSync(home);
      chownSync(home, 65_534, 65_534);
      await refused(join(home, 'new.json'), 'is owned by uid 65534, not root');
      expect(readdirSync(home)).toEqual([]);
    },
  );

  it('is no FIFO, and opening one does not wait for its writer', async () => {
    expect(spawnSync('mkfifo', [join(folder, 'fifo')]).status).toBe(0);
    await refused(join(folder, 'fifo'), 'is no plain file');
  });

  it("of dockerd's default place may be a link of root, and what it leads to is changed", async () => {
    writeFileSync(file, '{}');
    symlinkSync('d.json', join(folder, 'default.json'));
    const found = await readWholeFile(join(folder, 'default.json'), '', 'known');
    expect(found).toMatchObject({ file, bytes: Buffer.from('{}') });
    await replaceFile(found.file, Buffer.from('edited'), OWNER);
    expect(readFileSync(file, 'utf8')).toBe('edited');
    expect(lstatSync(join(folder, 'default.json')).isSymbolicLink()).toBe(true);
  });
});

describe('the flags of dockerd', () => {
  it('fix debug mode when they name it', () => {
    for (const flag of ['-D', '--debug', '--debug=false', '-Dl', '-vD'])
      expect(debugFlag(['dockerd', '-H', 'fd://', flag])).toBe(flag);
    for (const word of ['-H', '--debug-x', '-d', '--data-root=/D', '-lD'])
      expect(debugFlag(['dockerd', word]), word).toBeUndefined();
  });

  it('tell what else a reload does, and when it must not be', () => {
    expect(reloadEffects(['dockerd'], new Set())).toHaveLength(1);
    const args = ['dockerd', '--max-concurrent-downloads=10', '-l', 'warn'];
    expect(reloadEffects(args, new Set(['authorization-plugins'])).join('\n')).toMatch(
      /max-concurrent-downloads back[^]*ends when[^]*log level at info/,
    );
    expect(reloadDanger(args)).toBeUndefined();
    expect(reloadDanger([...args, '--authorization-plugin', 'opa'])).toContain(
      'take its authorization plugins away',
    );
  });
});
