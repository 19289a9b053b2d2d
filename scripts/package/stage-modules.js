// The packages that the tarball carries: what package-lock.json says for each platform, with npm's check of every package
// against the lock's sha512, and without what does not run.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../prepare.js';
import { slimModule } from './slim-module.js';

/** Each package of a platform holds the binaries for glibc and for musl. */
export const PLATFORMS = [
  { os: 'linux', cpu: 'x64' },
  { os: 'linux', cpu: 'arm64' },
];

/** Types only: nothing in them runs. */
const TYPES = /^(?:@types\/.*|undici-types)$/;

const INSTALL_MS = 300_000;

/** Makes `folder`/node_modules, with each platform's packages side by side. */
export function stageModules(folder) {
  rmSync(folder, { recursive: true, force: true });
  const installed = PLATFORMS.map((platform) =>
    install(platform, join(folder, `${platform.os}-${platform.cpu}`)),
  );
  const packages = new Map(installed.flatMap((found) => [...found]));
  const names = new Set([...packages.keys()].map(nameOf));
  for (const [path, from] of packages) {
    slimModule(nameOf(path), from, join(folder, path), (name) => names.has(name));
  }
}

/** path in the lock (`node_modules/koffi`) → where npm has put it. */
function install({ os, cpu }, folder) {
  mkdirSync(folder, { recursive: true });
  for (const name of ['package.json', 'package-lock.json'])
    copyFileSync(join(ROOT, name), join(folder, name));
  const flags = `ci --omit=dev --ignore-scripts --no-audit --no-fund --prefer-offline --os=${os} --cpu=${cpu}`;
  npm(flags.split(' '), folder);
  const lock = JSON.parse(readFileSync(join(folder, 'node_modules', '.package-lock.json'), 'utf8'));
  const paths = Object.keys(lock.packages).filter((path) => !TYPES.test(nameOf(path)));
  return new Map(paths.sort().map((path) => [path, join(folder, path)]));
}

function nameOf(path) {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

/** npm as it was called, without the options that were meant for `npm pack` (--dry-run, --json, --pack-destination). */
function npm(args, cwd) {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) =>
        !/^npm_config_(?:dry_run|json|global|location|prefix|pack_destination|omit|include)$/i.test(name),
    ),
  );
  const called = process.env.npm_execpath;
  const [program, first] = called === undefined ? ['npm', []] : [process.execPath, [called]];
  try {
    execFileSync(program, [...first, ...args], {
      cwd,
      env,
      timeout: INSTALL_MS,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  } catch (error) {
    process.stderr.write(
      `npm ${args.join(' ')} failed, so the package would lack a platform:\n${error.stderr ?? error}\n`,
    );
    process.exit(1);
  }
}
