// What has to be there before deadwait or its tests can run: a Node that is new enough, the packages, the build. Works in
// a fresh clone, so it may use nothing but Node itself.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Written last by scripts/build.js. */
export const STAMP = join(ROOT, 'dist', '.built');

const SOURCES = [
  'src',
  'ui',
  'knowledge',
  'scripts',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'vite.config.ts',
];

/** Ends the process when Node is too old, or when something cannot be made. */
export function prepare() {
  requireNode();
  if (isOlder(join(ROOT, 'node_modules', '.package-lock.json'), ['package-lock.json'])) {
    say('installing the packages (npm ci) …');
    quietly('npm ci', ...npm(['ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund']));
  }
  if (!existsSync(join(ROOT, 'dist', 'cli', 'main.js')) || isOlder(STAMP, SOURCES)) {
    say('building …');
    quietly('the build', process.execPath, [join(ROOT, 'scripts', 'build.js')]);
  }
}

/** Runs a program of this project with the terminal as it is; its exit status, or 128 + n when signal n ended it. */
export function runNode(args) {
  const { status, signal, error } = spawnSync(process.execPath, args, {
    cwd: process.cwd(),
    stdio: 'inherit',
  });
  if (error !== undefined) throw error;
  return signal === null ? status : signal === 'SIGINT' ? 130 : 143;
}

function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  fail(
    `deadwait needs Node 20.19 or later, and this is ${process.version}: install a later one from https://nodejs.org`,
  );
}

/** npm as it was called, or as the PATH has it. */
function npm(args) {
  const path = process.env.npm_execpath;
  return path !== undefined && /npm-cli\.c?js$/.test(path)
    ? [process.execPath, [path, ...args]]
    : ['npm', args];
}

/** Runs it, and shows what it printed only when it failed. */
function quietly(name, command, args) {
  const { status, error, stdout, stderr } = spawnSync(command, args, { cwd: ROOT, maxBuffer: 1 << 28 });
  if (status === 0) return;
  process.stderr.write(stdout ?? '');
  process.stderr.write(stderr ?? '');
  fail(`${name} failed${error === undefined ? '' : `: ${error.message}`}`);
}

/** Whether the file is missing, or anything in the sources was changed after it. */
function isOlder(file, sources) {
  if (!existsSync(file)) return true;
  const made = statSync(file).mtimeMs;
  return sources.some((source) => newest(join(ROOT, source)) > made);
}

function newest(path) {
  if (!existsSync(path)) return 0;
  const found = statSync(path);
  if (!found.isDirectory()) return found.mtimeMs;
  return Math.max(found.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

function say(text) {
  process.stderr.write(`${text}\n`);
}

function fail(text) {
  say(text);
  process.exit(1);
}
