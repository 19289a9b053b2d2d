import {
  chmodSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { createCaseArchive } from '../../src/host/archive/case-archive.ts';
import { HostError } from '../../src/system/host-error.ts';
import { writeOutFile } from '../../src/host/out-file.ts';

const root = mkdtempSync(join(tmpdir(), 'deadwait-out-'));
afterAll(() => rmSync(root, { recursive: true }));
let made = 0;
let folder = '';
beforeEach(() => {
  folder = join(root, String(made++));
  mkdirSync(folder);
});
const at = (name: string): string => join(folder, name);
const modeOf = (path: string): number => statSync(path).mode & 0o777;

const WRITERS: readonly (readonly [string, (path: string, overwrite: boolean) => Promise<void>])[] = [
  ['a report', (path, overwrite) => writeOutFile(path, 'new', overwrite)],
  [
    'a case',
    async (path, overwrite) => {
      const archive = await createCaseArchive(path, overwrite, new Date(0));
      await archive.finish();
    },
  ],
];

describe.each(WRITERS)('%s', (_, write) => {
  test.runIf(process.getuid?.() === 0)(
    'is not written through a link to a folder that another user made',
    async () => {
      mkdirSync(at('target'));
      mkdirSync(at('open'));
      chmodSync(at('open'), 0o1777);
      symlinkSync(at('target'), at('open/foreign'));
      lchownSync(at('open/foreign'), 65534, 65534);
      for (const overwrite of [false, true])
        await expect(write(at('open/foreign/new'), overwrite)).rejects.toThrow('another user may have made');
      expect(readdirSync(at('target'))).toEqual([]);
    },
  );

  test('is written through a link to a folder that the caller made', async () => {
    mkdirSync(at('target'));
    symlinkSync(at('target'), at('own'));
    await write(at('own/new'), false);
    expect(readdirSync(at('target'))).toEqual(['new']);
  });

  test('is a new file that its owner alone may read, whatever the umask', async () => {
    const before = process.umask(0);
    await write(at('new'), false).finally(() => process.umask(before));
    expect(modeOf(at('new'))).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['new']);
  });

  test('does not replace a file without --force, and leaves it as it is', async () => {
    writeFileSync(at('there'), 'old');
    await expect(write(at('there'), false)).rejects.toBeInstanceOf(HostError);
    expect(readFileSync(at('there'), 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['there']);
  });

  test('replaces it with --force, and is then as closed as a new one', async () => {
    writeFileSync(at('there'), 'old');
    chmodSync(at('there'), 0o644);
    const reader = lstatSync(at('there')).ino;
    await write(at('there'), true);
    expect(readFileSync(at('there'), 'utf8')).not.toBe('old');
    expect(modeOf(at('there'))).toBe(0o600);
    // whoever had the old one open does not see the new one
    expect(lstatSync(at('there')).ino).not.toBe(reader);
    expect(readdirSync(folder)).toEqual(['there']);
  });

  test.each([false, true])('never goes through a link, with --force: %s', async (overwrite) => {
    writeFileSync(at('victim'), 'old');
    symlinkSync(at('victim'), at('link'));
    symlinkSync(at('nothing'), at('dangling'));
    await expect(write(at('link'), overwrite)).rejects.toThrow(/is a symbolic link, not a regular file/);
    await expect(write(at('dangling'), overwrite)).rejects.toThrow(/is a symbolic link/);
    expect(readFileSync(at('victim'), 'utf8')).toBe('old');
    expect(lstatSync(at('link')).isSymbolicLink()).toBe(true);
    expect(readdirSync(folder).sort()).toEqual(['dangling', 'link', 'victim']);
  });

  test.each([false, true])('leaves devices and folders alone, with --force: %s', async (overwrite) => {
    await expect(write('/dev/null', overwrite)).rejects.toThrow(/is a device, not a regular file/);
    await expect(write(folder, overwrite)).rejects.toThrow(/is a folder/);
    expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  test('does not take the temporary file that someone else has laid beside it', async () => {
    writeFileSync(at('there'), 'old');
    writeFileSync(at('victim'), 'old');
    symlinkSync(at('victim'), at(`there.${process.pid}.part`));
    await expect(write(at('there'), true)).rejects.toBeInstanceOf(HostError);
    expect([readFileSync(at('there'), 'utf8'), readFileSync(at('victim'), 'utf8')]).toEqual(['old', 'old']);
  });
});

describe('a report that cannot be written to its end', () => {
  test('leaves the old one, and nothing beside it', async () => {
    writeFileSync(at('there'), 'old');
    // no text at all: the write itself fails
    await expect(writeOutFile(at('there'), 7 as unknown as string, true)).rejects.toBeInstanceOf(HostError);
    expect(readFileSync(at('there'), 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['there']);
  });
});
