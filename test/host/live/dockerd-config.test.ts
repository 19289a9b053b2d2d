import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  debugFlag,
  findConfigPlace,
  reloadDanger,
  reloadEffects,
} from '../../../src/host/live/dockerd-config.ts';
import { readWholeFile } from '../../../src/host/live/whole-file.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const ROOTS = process.getuid?.() === 0;

describe("dockerd's configuration file", () => {
  it('is the one of its command line, from where it runs', () => {
    for (const args of [
      ['dockerd', '--config-file', '/x/d.json'],
      ['dockerd', '-H', 'fd://', '--config-file=/x/d.json'],
    ])
      expect(findConfigPlace(process.pid, args)).toEqual({ file: '/x/d.json', base: '' });
    const relative = findConfigPlace(process.pid, ['dockerd', '--config-file', 'conf/d.json']);
    expect(relative?.file).toBe(join(process.cwd(), 'conf/d.json'));
  });

  it.skipIf(!ROOTS)("is /etc/docker/daemon.json for root's dockerd", () => {
    expect(findConfigPlace(process.pid, ['dockerd'])?.file).toBe('/etc/docker/daemon.json');
  });

  it('is not known without a command line', () => {
    expect(findConfigPlace(process.pid, [])).toBeUndefined();
  });

  it('is read through the root of another process, but not over links, which lead elsewhere there', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'd.json'), '{}');
    symlinkSync('/etc', join(folder, 'link'));
    const base = `/proc/${process.pid}/root`;
    const found = await readWholeFile(join(folder, 'd.json'), base);
    expect(found).toMatchObject({ file: base + join(folder, 'd.json'), bytes: Buffer.from('{}') });
    expect(await readWholeFile(join(folder, 'nothing'), base)).toEqual({
      file: base + join(folder, 'nothing'),
    });
    await expect(readWholeFile(join(folder, 'link/d.json'), base)).rejects.toThrow('leads over a link');
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
