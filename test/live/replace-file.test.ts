import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { HostError } from '../../src/system/host-error.ts';
import { removeFile, replaceFile } from '../../src/live/replace-file.ts';
import { temporaryFolder } from '../host/temporary-folder.ts';

const parent = temporaryFolder();
const OWNER = { mode: 0o640, uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
let file: string;
const text = (): string => readFileSync(file, 'utf8');
const bytes = (content: string): Uint8Array => Buffer.from(content);
const left = (): string[] => readdirSync(parent).filter((name) => name.endsWith('.deadwait'));

beforeEach(() => {
  file = join(parent, 'daemon.json');
  writeFileSync(file, 'before');
});

describe('replacing a file', () => {
  it('puts the new content into its place, with its mode, and leaves nothing beside it', async () => {
    await replaceFile(file, bytes('after'), OWNER);
    expect({ text: text(), mode: statSync(file).mode & 0o7777, left: left() }).toEqual({
      text: 'after',
      mode: 0o640,
      left: [],
    });
  });

  it('does not do so any more when it is late', async () => {
    for (const change of [
      (options: object) => replaceFile(file, bytes('after'), OWNER, options),
      (options: object) => removeFile(file, options),
    ]) {
      let goOn = (): void => {};
      const held = new Promise<void>((resolve) => (goOn = resolve));
      const late = change({ deadlineMs: 50, mayReplace: () => held });
      await expect(late).rejects.toMatchObject({ reason: 'timeout' });
      goOn();
      await expect.poll(left).toEqual([]);
      expect(text()).toBe('before');
    }
  });

  it('lets a change that somebody makes meanwhile stand', async () => {
    const changed = new HostError(file, 'malformed', 'it has just been changed');
    const mayReplace = async (): Promise<void> => {
      writeFileSync(file, 'of somebody else');
      throw changed;
    };
    await expect(replaceFile(file, bytes('after'), OWNER, { mayReplace })).rejects.toBe(changed);
    await expect(removeFile(file, { mayReplace })).rejects.toBe(changed);
    expect({ text: text(), left: left() }).toEqual({ text: 'of somebody else', left: [] });
  });

  it('never renames what another has begun, and takes away what a killed one has left', async () => {
    writeFileSync(join(parent, '.daemon.json.999999999-1.deadwait'), 'left by a run that was killed');
    const running = `.daemon.json.${process.pid}-99.deadwait`;
    writeFileSync(join(parent, running), 'of a run that still goes on');
    await Promise.all(['a', 'b', 'c'].map((content) => replaceFile(file, bytes(content), OWNER)));
    expect(['a', 'b', 'c']).toContain(text());
    expect(left()).toEqual([running]);
  });
});
