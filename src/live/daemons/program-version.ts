// Which version of a daemon runs, without running anything: what the linker wrote into the program, else which package its file is of.
// A program that a process names is never executed: the owner of the process has chosen it.
//
// Source: Go debug/buildinfo; dpkg(1): /var/lib/dpkg/status, /var/lib/dpkg/info/<package>.list (one path a line).

import { programVersion } from '../../parse/go/build-info.ts';
import type { GoBuildInfo } from '../../parse/go/build-info.ts';
import { parseDpkgStatus } from '../../parse/package/dpkg-status.ts';
import { ParseError } from '../../parse/parse-error.ts';
import { parseVersion } from '../../parse/version.ts';
import { HostError } from '../../system/host-error.ts';
import { factsOfFile, programOf, readBuildInfo, readForeignFile } from '../paths/foreign-paths.ts';
import type { ProgramFacts } from '../paths/questions.ts';

export interface ProgramOfDaemon {
  readonly root: string;
  readonly procRoot: string;
  readonly pid: number;
  /** `containerd`, `crio`. */
  readonly name: string;
}

const DEADLINE_MS = 2000;
const MOST_STATUS_BYTES = 64 * 1024 * 1024;
const MOST_LIST_BYTES = 8 * 1024 * 1024;
const MOST_PACKAGES = 16;
const PACKAGE_NAMES = new Map([
  ['containerd', /containerd|docker|moby/],
  ['crio', /cri-?o/],
]);

/**
 * The version, in the form of `<daemon>.version`: `containerd <module or package> <version>`, and below it where that is from. HostError
 * `absent` when neither source knows it.
 */
export async function readProgramVersion({ root, procRoot, pid, name }: ProgramOfDaemon): Promise<string> {
  const path = `${name}.version`;
  const program = await programOf(procRoot, pid, { deadlineMs: DEADLINE_MS });
  const build = await orAbsent(readBuildInfo(procRoot, pid, { deadlineMs: DEADLINE_MS }));
  const built = build === undefined ? undefined : programVersion(build);
  if (build !== undefined && built !== undefined && parseVersion(built) !== undefined)
    return lines(`${name} ${moduleOf(build)} ${built}`, [
      `read from the build info of ${program.file}`,
      goOf(build),
    ]);
  const owner = program.deleted ? undefined : await orAbsent(readPackage(root, name, program));
  if (owner !== undefined)
    return lines(`${name} ${owner.name} ${owner.version}`, [
      `${program.file} is of the package ${owner.name}, by /var/lib/dpkg`,
      ...(build === undefined ? [] : [goOf(build)]),
    ]);
  throw new HostError(path, 'absent', `neither ${name}'s program nor a package tells its version`);
}

interface Owner {
  readonly name: string;
  readonly version: string;
}

/** The package that has the file of the program; HostError `absent` when none has, or when another file lies there now. */
async function readPackage(root: string, daemon: string, program: ProgramFacts): Promise<Owner> {
  const place = (path: string): { root: string; path: string; rule: 'known' } => ({
    root,
    path,
    rule: 'known',
  });
  const { file, device, inode } = program;
  const absent = new HostError(file, 'absent', `${file} is of no package`);
  const there = await factsOfFile(place(file), { deadlineMs: DEADLINE_MS });
  if (there.device !== device || there.inode !== inode) throw absent;
  const status = await readText(place('/var/lib/dpkg/status'), MOST_STATUS_BYTES);
  const wanted = PACKAGE_NAMES.get(daemon);
  const packages = parseDpkgStatus(
    status,
    (name) => wanted?.test(name) === true && /^[a-z0-9][a-z0-9+.-]{0,200}$/.test(name),
  );
  for (const { name, version, architecture } of packages.slice(0, MOST_PACKAGES)) {
    for (const list of [name, `${name}:${architecture}`]) {
      const names = await orAbsent(readText(place(`/var/lib/dpkg/info/${list}.list`), MOST_LIST_BYTES));
      if (names?.split('\n').some((one) => one === file || `/usr${one}` === file) === true)
        return { name, version };
    }
  }
  throw absent;
}

async function readText(place: Parameters<typeof readForeignFile>[0], maxBytes: number): Promise<string> {
  return Buffer.from((await readForeignFile(place, { maxBytes, deadlineMs: DEADLINE_MS })).bytes).toString(
    'utf8',
  );
}

async function orAbsent<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof HostError || error instanceof ParseError) return undefined;
    throw error;
  }
}

function moduleOf({ module, mainPath }: GoBuildInfo): string {
  return plain(module?.path ?? mainPath ?? 'go');
}

function goOf({ goVersion }: GoBuildInfo): string {
  return `built with ${plain(goVersion)}`;
}

function lines(first: string, rest: readonly string[]): string {
  return [first, ...rest].map((line) => `${plain(line)}\n`).join('');
}

/** The program may be anybody's: no control characters, and no line that is none. */
function plain(text: string): string {
  return text.slice(0, 300).replace(/[^\x20-\x7e]/g, '?');
}
