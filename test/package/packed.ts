import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const execute = promisify(execFile);

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const NOT_COPIED = new Set(['node_modules', '.git', '.package']);
const PACK_MS = 300_000;

/** The project in a folder of its own, built as here: `npm pack` exchanges node_modules while it runs. */
export function copyProject(folder: string): void {
  cpSync(ROOT, folder, {
    recursive: true,
    preserveTimestamps: true,
    filter: (path) => !NOT_COPIED.has(path.slice(ROOT.length)),
  });
  // The build is taken as it is, and the packages of the tarball come from the lock: no packages of development are needed.
  writeFileSync(join(folder, 'dist', '.built'), '');
  mkdirSync(join(folder, 'node_modules'));
  writeFileSync(join(folder, 'node_modules', '.package-lock.json'), '{}');
}

export async function run(
  program: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly environment?: Readonly<Record<string, string>> },
): Promise<{ status: number; stdout: string; stderr: string }> {
  const { cwd, environment } = options;
  const env = environment ?? withoutNpm(process.env);
  try {
    const { stdout, stderr } = await execute(program, args, {
      cwd,
      env,
      timeout: PACK_MS,
      maxBuffer: 1 << 26,
    });
    return { status: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code?: number | string; stdout?: string; stderr?: string };
    if (typeof code !== 'number') throw error;
    return { status: code, stdout: stdout ?? '', stderr: stderr ?? '' };
  }
}

/** What `npm test` sets is not what a user's shell has; the registry and the cache are kept. */
function withoutNpm(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = /^npm_config_(?:registry|cache|userconfig|globalconfig|cafile)$/i;
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !/^npm_/i.test(name) || kept.test(name)),
  );
}
