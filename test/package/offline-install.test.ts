import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lockedForNodes } from './locked.ts';
import { copyProject, ROOT, run } from './packed.ts';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
}

const TARBALL = 'deadwait-0.1.0.tgz';
/** Most of it is npm's work, on two processors that other tests use as well. */
const TIMEOUT_MS = 600_000;
const MAX_PACKED_BYTES = 6 * 1024 ** 2;
const MAX_UNPACKED_BYTES = 24 * 1024 ** 2;

const scratch = mkdtempSync(join(tmpdir(), 'deadwait-package-'));
const project = join(scratch, 'project');
const prefix = join(scratch, 'prefix');
const installed = join(prefix, 'lib', 'node_modules', 'deadwait');
const asked: string[] = [];

/** Answers nothing and remembers what was asked for. */
const registry = createServer((request, response) => {
  asked.push(request.url ?? '');
  response.writeHead(404).end();
});

beforeAll(async () => {
  copyProject(project);
  await pack();
  await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve));
  const { port } = registry.address() as AddressInfo;
  mkdirSync(prefix);
  const flags = '--no-audit --no-fund --no-update-notifier --fetch-retries=0';
  const places = ['--registry', `http://127.0.0.1:${port}/`, '--cache', join(scratch, 'empty')];
  const { status, stderr } = await install(prefix, [...flags.split(' '), ...places]);
  expect(stderr).toBe('');
  expect(status).toBe(0);
}, TIMEOUT_MS);

afterAll(() => {
  registry.close();
  rmSync(scratch, { recursive: true, force: true });
});

describe('the package that npm pack makes', () => {
  it('installs with an empty cache without one request to a registry', () => {
    expect(asked).toEqual([]);
  });

  it(
    'installs with --offline and --ignore-scripts, as the README has it',
    async () => {
      const other = join(scratch, 'other');
      mkdirSync(other);
      const flags = '--offline --ignore-scripts --registry http://127.0.0.1:9/';
      const { status } = await install(other, [...flags.split(' '), '--cache', join(scratch, 'other-cache')]);
      expect(status).toBe(0);
      expect(filesBelow(join(other, 'lib'))).toEqual(filesBelow(join(prefix, 'lib')));
    },
    TIMEOUT_MS,
  );

  it('runs from there, and finds in a recorded case what this tree finds', async () => {
    const program = join(prefix, 'bin', 'deadwait');
    const cwd = scratch;
    const version = await run(program, ['--version'], { cwd });
    expect(version).toEqual({ status: 0, stdout: '0.1.0\n', stderr: '' });
    const args = ['--case', join(ROOT, 'test/cases/stop-forever-20.10.24.tar.gz'), '--width', '100'];
    const here = await run(process.execPath, [join(ROOT, 'bin/deadwait.js'), ...args], { cwd });
    expect(here.stdout).toContain('LEAK');
    expect(await run(program, args, { cwd })).toEqual(here);
  });

  it('has every dependency whole: each one loads, and the kernel can be called', async () => {
    const { dependencies } = readManifest(installed);
    const script = `
      const loaded = await Promise.all(${JSON.stringify(Object.keys(dependencies))}.map((name) => import(name)));
      const { createRequire } = await import('node:module');
      for (const name of ['koffi', 'undici', '@grpc/grpc-js']) createRequire(process.cwd() + '/x.js')(name);
      const getpid = (await import('koffi')).default.load(null).func('int getpid()');
      console.log(loaded.length, getpid() === process.pid);`;
    const ran = await run(process.execPath, ['--input-type=module', '--eval', script], { cwd: installed });
    expect(ran).toEqual({ status: 0, stdout: `${Object.keys(dependencies).length} true\n`, stderr: '' });
  });

  it('carries the very versions of package-lock.json, and nothing else', () => {
    const carried = packagesBelow(installed).map(({ path, version }) => [path, version]);
    expect(Object.fromEntries(carried)).toEqual(lockedForNodes());
  });

  it('carries the binaries for glibc and musl, on x64 and arm64', () => {
    for (const cpu of ['x64', 'arm64']) {
      for (const libc of ['linux', 'musl']) {
        const binary = join(installed, `node_modules/@koromix/koffi-linux-${cpu}/${libc}_${cpu}/koffi.node`);
        expect(existsSync(binary), binary).toBe(true);
      }
    }
  });

  it('has no install script in any package, and no binding.gyp that npm would build', () => {
    const packages = packagesBelow(installed);
    expect(packages.length).toBeGreaterThan(20);
    const withScripts = packages.filter(({ scripts = {} }) =>
      ['preinstall', 'install', 'postinstall', 'prepare'].some((name) => name in scripts),
    );
    expect(withScripts.map(({ path }) => path)).toEqual([]);
    const own = Object.keys(readManifest(installed).scripts ?? {});
    expect(own.filter((name) => /install|^prepare$/.test(name))).toEqual([]);
    expect(filesBelow(installed).filter((path) => path.endsWith('.gyp'))).toEqual([]);
  });

  it('carries no source maps, no build records and one copy of the knowledge', () => {
    const files = filesBelow(installed);
    expect(files.filter((path) => /\.(?:map|tsbuildinfo)$|(?:^|\/)\.built$|^knowledge\//.test(path))).toEqual(
      [],
    );
    expect(files).toEqual(
      expect.arrayContaining(['dist/knowledge.json', 'NOTICE', 'LICENSE', 'SECURITY.md', 'CHANGELOG.md']),
    );
  });

  it('stays small enough for a node in trouble', () => {
    expect(statSync(join(project, TARBALL)).size).toBeLessThan(MAX_PACKED_BYTES);
    const sizes = filesBelow(installed).map((path) => statSync(join(installed, path)).size);
    expect(sizes.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThan(MAX_UNPACKED_BYTES);
  });

  it(
    'is the same bytes when it is packed again, and node_modules is as before',
    async () => {
      const digest = (): string =>
        createHash('sha256')
          .update(readFileSync(join(project, TARBALL)))
          .digest('hex');
      const first = digest();
      rmSync(join(project, TARBALL));
      await pack();
      expect(digest()).toBe(first);
      expect(readdirSync(join(project, 'node_modules'))).toEqual(['.package-lock.json']);
      expect(existsSync(join(project, '.package'))).toBe(false);
    },
    TIMEOUT_MS,
  );
});

async function install(prefix: string, flags: readonly string[]): ReturnType<typeof run> {
  const args = ['install', '--global', '--prefix', prefix, ...flags, join(project, TARBALL)];
  return run('npm', args, { cwd: scratch });
}

async function pack(): Promise<void> {
  const { status, stdout, stderr } = await run('npm', ['pack', '--foreground-scripts'], { cwd: project });
  if (status !== 0) throw new Error(`npm pack ended with ${status}\n${stdout}\n${stderr}`);
}

function packagesBelow(folder: string): (Manifest & { readonly path: string })[] {
  return filesBelow(folder)
    .filter((path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^@/]+\/package\.json$/.test(path))
    .map((path) => path.slice(0, -'/package.json'.length))
    .map((path) => ({ ...readManifest(join(folder, path)), path }));
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}
