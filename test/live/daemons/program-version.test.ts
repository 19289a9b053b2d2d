import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { joinChunks } from '../../../src/system/chunks.ts';
import { factSource } from '../../../src/live/live-sources.ts';
import { readProgramVersion } from '../../../src/live/daemons/program-version.ts';
import { RootCommands } from '../../../src/live/root-commands.ts';
import { parseProgramVersion } from '../../../src/parse/api/program-version.ts';
import { temporaryFolder } from '../../host/temporary-folder.ts';

const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
});

async function start(program: string, words: readonly string[]): Promise<number> {
  const child = spawn(program, words, { stdio: ['pipe', 'ignore', 'ignore'], cwd: '/' });
  children.push(child);
  await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
  return child.pid ?? 0;
}

describe('the version of a daemon', () => {
  it('is never asked of its program: what is only called containerd is not run', async () => {
    const folder = temporaryFolder();
    const program = join(folder, 'containerd');
    // With --version it would print a line that says coreutils and a version.
    copyFileSync('/bin/cat', program);
    const pid = await start(program, []);
    for (const name of ['containerd', 'crio']) {
      const source = factSource(new RootCommands('/'), '/proc', new Map([[name, pid]]));
      const text = source.open(`${name}.version`, {}).then((chunks) => joinChunks(chunks, 4096, name));
      await expect(text).rejects.toMatchObject({ name: 'HostError', reason: 'absent' });
    }
  });

  const packaged =
    existsSync('/usr/bin/containerd') && spawnSync('dpkg', ['-S', '/usr/bin/containerd']).status === 0;
  if (!packaged) process.stderr.write('program-version.test.ts: no containerd of a package here, skipped\n');
  it.skipIf(!packaged)('is read from the package that its running program is of', async () => {
    // Waits for an event on its standard input, which never comes.
    const words = ['--address', '/nowhere', 'publish', '--topic', '/x', '--namespace', 'x'];
    const pid = await start('/usr/bin/containerd', words);
    const text = await readProgramVersion({ root: '/', procRoot: '/proc', pid, name: 'containerd' });
    const version = String(spawnSync('dpkg-query', ['-W', '-f', '${Version}', 'containerd']).stdout);
    expect(text.split('\n')[0]).toBe(`containerd containerd ${version}`);
    expect(text).toMatch(/^built with go1/m);
    expect(parseProgramVersion(text)).toBe(version);
  });

  it('is not that of a package whose file is another one than the program that runs', async () => {
    const root = temporaryFolder();
    mkdirSync(join(root, 'usr/bin'), { recursive: true });
    mkdirSync(join(root, 'var/lib/dpkg/info'), { recursive: true });
    const pid = await start('/bin/cat', []);
    const status = 'Package: containerd\nStatus: install ok installed\nVersion: 1.2.3\n';
    writeFileSync(join(root, 'var/lib/dpkg/status'), status);
    for (const file of ['/usr/bin/cat', '/bin/cat']) {
      writeFileSync(join(root, 'var/lib/dpkg/info/containerd.list'), `/.\n${file}\n`);
      copyFileSync('/bin/cat', join(root, 'usr/bin/cat'));
      const reading = readProgramVersion({ root, procRoot: '/proc', pid, name: 'containerd' });
      await expect(reading).rejects.toMatchObject({ reason: 'absent' });
    }
  });
});
