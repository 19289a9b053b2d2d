import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  linkSync,
  mkdirSync,
  openSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  findForeignFile,
  listForeignFolder,
  programOf,
  readForeignFile,
  startForeignTail,
} from '../../../src/live/paths/foreign-paths.ts';
import type { PathRule } from '../../../src/live/paths/path-rules.ts';
import { temporaryFolder } from '../../host/temporary-folder.ts';

const ROOTS = process.getuid?.() === 0;
const NOBODY = 65_534;
const SYSLOG = 104;
const root = temporaryFolder();
const LIMITS = { maxBytes: 64 * 1024, deadlineMs: 5000 };

function put(path: string, text = 'secret', { uid = 0, mode = 0o644 } = {}): string {
  const file = join(root, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text);
  chmodSync(file, mode);
  if (ROOTS) chownSync(file, uid, uid);
  return path;
}

function folder(path: string, { uid = 0, mode = 0o755 } = {}): void {
  mkdirSync(join(root, path), { recursive: true });
  chmodSync(join(root, path), mode);
  if (ROOTS) chownSync(join(root, path), uid, uid);
}

async function read(path: string, rule: PathRule = 'named', below?: string): Promise<string> {
  const place = { root, path, rule, ...(below === undefined ? {} : { below }) };
  return Buffer.from((await readForeignFile(place, LIMITS)).bytes).toString();
}

describe('a path that another process named', () => {
  it('is read where root alone decides what it leads to', async () => {
    put('/etc/x/plain.conf', 'plain');
    expect(await read('/etc/x/plain.conf')).toBe('plain');
    expect(await read('//etc/./x//plain.conf')).toBe('plain');
  });

  it('is not read over a link, wherever that is and whoever made it', async () => {
    put('/etc/x/plain.conf', 'plain');
    symlinkSync('plain.conf', join(root, '/etc/x/last.conf'));
    symlinkSync('/etc/x', join(root, '/etc/way'));
    await expect(read('/etc/x/last.conf')).rejects.toMatchObject({
      reason: 'denied',
      message: '/etc/x/last.conf is not read: /etc/x/last.conf is a symbolic link',
    });
    await expect(read('/etc/way/plain.conf')).rejects.toThrow('/etc/way is a symbolic link');
  });

  it('does not lead upwards, is absolute, and holds no NUL', async () => {
    await expect(read('/etc/x/../x/plain.conf')).rejects.toThrow('it leads upwards');
    await expect(read('etc/x/plain.conf')).rejects.toMatchObject({ reason: 'malformed' });
    await expect(read('/etc/x/plain.conf\0')).rejects.toMatchObject({ reason: 'malformed' });
    await expect(read(`/${'x'.repeat(5000)}`)).rejects.toMatchObject({ reason: 'malformed' });
    await expect(read('/a'.repeat(2000))).rejects.toMatchObject({ reason: 'malformed' });
  });

  it.skipIf(!ROOTS)('is not read when it, or a folder on the way, belongs to somebody else', async () => {
    put('/etc/x/theirs.conf', 'secret', { uid: NOBODY });
    await expect(read('/etc/x/theirs.conf')).rejects.toThrow(
      '/etc/x/theirs.conf is not read: /etc/x/theirs.conf is owned by uid 65534, not root',
    );
    put('/home/nobody/root.conf');
    folder('/home/nobody', { uid: NOBODY });
    await expect(read('/home/nobody/root.conf')).rejects.toThrow(
      '/home/nobody is owned by uid 65534, not root',
    );
  });

  it('is not read in a folder that its group or every user may write to', async () => {
    put('/srv/group/x.conf');
    folder('/srv/group', { mode: 0o775 });
    await expect(read('/srv/group/x.conf')).rejects.toThrow('its group may write to /srv/group');
    put('/srv/all/x.conf');
    folder('/srv/all', { mode: 0o777 });
    await expect(read('/srv/all/x.conf')).rejects.toThrow('every user may write to /srv/all');
  });

  it("passes a sticky folder only on the way, and only into a folder of root's", async () => {
    put('/tmp/own/x.conf', 'inside');
    put('/tmp/x.conf');
    folder('/tmp', { mode: 0o1777 });
    expect(await read('/tmp/own/x.conf')).toBe('inside');
    await expect(read('/tmp/x.conf')).rejects.toThrow('every user may write to /tmp');
    if (!ROOTS) return;
    put('/tmp/theirs/x.conf');
    folder('/tmp/theirs', { uid: NOBODY });
    await expect(read('/tmp/theirs/x.conf')).rejects.toThrow('not read');
  });

  it('is a plain file: no FIFO, no device, no folder, nothing that the kernel makes up', async () => {
    folder('/run/x');
    expect(spawnSync('mkfifo', [join(root, '/run/x/fifo')]).status).toBe(0);
    for (const path of ['/run/x/fifo', '/run/x'])
      await expect(read(path), path).rejects.toMatchObject({ reason: 'unsupported' });
    const real = (path: string): Promise<unknown> =>
      readForeignFile({ root: '/', path, rule: 'named' }, LIMITS);
    await expect(real('/dev/zero')).rejects.toMatchObject({ reason: 'unsupported' });
    await expect(real('/sys/kernel/notes')).rejects.toThrow('it lies on sysfs');
    if (ROOTS) await expect(real(`/proc/${process.pid}/environ`)).rejects.toThrow('it lies on proc');
  });

  it('is bounded, and absent where there is nothing', async () => {
    put('/etc/x/large.conf');
    truncateSync(join(root, '/etc/x/large.conf'), 200 * 1024);
    await expect(read('/etc/x/large.conf')).rejects.toMatchObject({ reason: 'too-large' });
    for (const path of ['/etc/x/nothing', '/etc/nothing/x', '/etc/x/plain.conf/x'])
      await expect(read(path), path).rejects.toMatchObject({ reason: 'absent' });
  });
});

describe('a path that deadwait knows by itself', () => {
  it("follows root's links, inside the root folder", async () => {
    put('/run/daemon/x.conf', 'inside');
    put('/etc/passwd', 'of this root');
    folder('/var');
    symlinkSync('/run', join(root, '/var/run'));
    symlinkSync('../run', join(root, '/var/up'));
    symlinkSync('/etc/passwd', join(root, '/run/daemon/passwd'));
    expect(await read('/var/run/daemon/x.conf', 'known')).toBe('inside');
    expect(await read('/var/up/daemon/x.conf', 'known')).toBe('inside');
    expect(await read('/run/daemon/passwd', 'known')).toBe('of this root');
    const place = { root, path: '/var/run/daemon/x.conf', rule: 'known' } as const;
    expect((await readForeignFile(place, LIMITS)).file).toBe('/run/daemon/x.conf');
  });

  it('follows no link of somebody else, none in a circle, and none upwards beyond the root', async () => {
    folder('/links');
    symlinkSync('circle', join(root, '/links/circle'));
    await expect(read('/links/circle', 'known')).rejects.toThrow('too many links');
    symlinkSync('../../../../../../../../etc/x/plain.conf', join(root, '/links/up'));
    put('/etc/x/plain.conf', 'plain');
    expect(await read('/links/up', 'known')).toBe('plain');
    if (!ROOTS) return;
    symlinkSync('/etc/x/plain.conf', join(root, '/links/theirs'));
    spawnSync('chown', ['-h', 'nobody', join(root, '/links/theirs')]);
    await expect(read('/links/theirs', 'known')).rejects.toThrow('owned by uid 65534');
  });

  it('follows none in what lies below it', async () => {
    put('/state/default/one/config.json', '{}');
    put('/etc/shadow', 'root:hash');
    symlinkSync('/etc/shadow', join(root, '/state/default/one/init.pid'));
    symlinkSync('/state', join(root, '/linked-state'));
    expect(await read('/linked-state', 'known', 'default/one/config.json')).toBe('{}');
    await expect(read('/linked-state', 'known', 'default/one/init.pid')).rejects.toThrow(
      'is a symbolic link',
    );
    await expect(read('/linked-state', 'known', '../etc/shadow')).rejects.toThrow('leads upwards');
  });
});

describe('a log', () => {
  const tail = async (path: string): Promise<string> => {
    const stream = await startForeignTail({ root, path, rule: 'log' }, 9, { deadlineMs: 5000 });
    let text = '';
    for await (const chunk of stream.chunks) text += Buffer.from(chunk).toString();
    return text;
  };

  it.skipIf(!ROOTS)('may belong to a system user, in a folder that a group may write to', async () => {
    put('/var/log/syslog', 'one line\ntwo lines\n', { uid: SYSLOG, mode: 0o640 });
    folder('/var/log', { mode: 0o775 });
    expect(await tail('/var/log/syslog')).toBe('wo lines\n');
  });

  it.skipIf(!ROOTS)(
    'is no link, no FIFO, no second name of another file, and of no ordinary user',
    async () => {
      put('/etc/shadow', 'root:hash', { mode: 0o600 });
      folder('/var/log', { mode: 0o775 });
      symlinkSync('/etc/shadow', join(root, '/var/log/docker.log'));
      linkSync(join(root, '/etc/shadow'), join(root, '/var/log/dockerd.log'));
      expect(spawnSync('mkfifo', [join(root, '/var/log/kubelet.log')]).status).toBe(0);
      put('/var/log/crio.log', 'forged', { uid: 1000 });
      await expect(tail('/var/log/docker.log')).rejects.toThrow('is a symbolic link');
      await expect(tail('/var/log/dockerd.log')).rejects.toThrow('has another name too');
      await expect(tail('/var/log/kubelet.log')).rejects.toMatchObject({ reason: 'unsupported' });
      await expect(tail('/var/log/crio.log')).rejects.toThrow('owned by uid 1000');
    },
  );

  it('that a process holds open is read by its descriptor, and only a plain file', async () => {
    const file = join(root, put('/held.log', 'last line\n'));
    const descriptor = openSync(file, 'r');
    const held = (number: number): ReturnType<typeof startForeignTail> =>
      startForeignTail({ root: '/', path: `/proc/${process.pid}/fd/${number}`, rule: 'held' }, 5, {
        deadlineMs: 5000,
      });
    const stream = await held(descriptor);
    const parts: Uint8Array[] = [];
    for await (const chunk of stream.chunks) parts.push(chunk);
    expect(Buffer.concat(parts).toString()).toBe('line\n');
    const fifo = join(root, 'held-fifo');
    expect(spawnSync('mkfifo', [fifo]).status).toBe(0);
    await expect(held(openSync(fifo, 'r+'))).rejects.toMatchObject({ reason: 'unsupported' });
  });
});

describe('what else is looked up', () => {
  it('is a folder, whose names are listed where the rules let it', async () => {
    put('/list/b');
    put('/list/a');
    const list = (path: string, most = 10): Promise<readonly string[]> =>
      listForeignFolder({ root, path, rule: 'named' }, { deadlineMs: 5000, most });
    expect(await list('/list')).toEqual(['a', 'b']);
    await expect(list('/list', 1)).rejects.toMatchObject({ reason: 'too-large' });
    await expect(list('/no-list')).rejects.toMatchObject({ reason: 'absent' });
  });

  it('is the place of a file that is not there yet', async () => {
    folder('/place');
    const find = (path: string): ReturnType<typeof findForeignFile> =>
      findForeignFile({ root, path, rule: 'known' }, LIMITS);
    expect(await find('/place/x.json')).toEqual({ file: '/place/x.json', hasFolder: true });
    expect(await find('/no-place/x.json')).toEqual({ file: '/no-place/x.json', hasFolder: false });
    symlinkSync('nowhere', join(root, '/place/dangling'));
    await expect(find('/place/dangling')).rejects.toThrow('leads to nothing');
  });

  it('is who owns the program that a process runs', async () => {
    const child = spawn('sleep', ['60']);
    afterAll(() => child.kill('SIGKILL'));
    await new Promise((resolve) => child.once('spawn', resolve));
    const program = await programOf('/proc', child.pid ?? 0, { deadlineMs: 5000 });
    expect(program).toMatchObject({ uid: 0, deleted: false });
    expect(program.file).toMatch(/\/(?:sleep|coreutils|busybox)$/);
    await expect(programOf('/proc', 99_999_999, { deadlineMs: 5000 })).rejects.toMatchObject({
      reason: 'absent',
    });
  });
});
