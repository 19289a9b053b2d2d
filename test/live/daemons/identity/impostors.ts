/** Processes that call themselves daemons: harmless programs of any user, in any namespaces, with any name. */
import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

export const NOBODY = 65534;

interface Program {
  /** Whose file it is. Default 0. */
  readonly owner?: number;
  readonly mode?: number;
}

/** A folder of root that every user may look into; removed with the test. */
export function openFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'dw-identity-'));
  chmodSync(folder, 0o755);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A program that sleeps, under another name. */
export function sleeperNamed(
  folder: string,
  name: string,
  { owner = 0, mode = 0o755 }: Program = {},
): string {
  const file = join(folder, name);
  copyFileSync('/bin/sleep', file);
  chownSync(file, owner, owner);
  chmodSync(file, mode);
  return file;
}

interface Start {
  readonly args?: readonly string[];
  readonly uid?: number;
  /** Words before the program: `unshare --pid …`. */
  readonly before?: readonly string[];
}

/** Starts a program and waits until its name can be seen; killed with the test. Gives its pid. */
export async function start(file: string, { args = ['600'], uid, before = [] }: Start = {}): Promise<number> {
  const [command = file, ...words] = [...before, file, ...args];
  const child = spawn(command, words, {
    stdio: 'ignore',
    detached: true,
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  killedWithTest(child);
  const name = file.slice(file.lastIndexOf('/') + 1).slice(0, 15);
  return pidNamed(child.pid ?? 0, name);
}

function killedWithTest(child: ChildProcess): void {
  onTestFinished(() => {
    try {
      process.kill(-(child.pid ?? 0), 'SIGKILL');
    } catch {
      // It has ended already.
    }
  });
}

/** The process itself, or the child that it starts, once it has a name. */
async function pidNamed(pid: number, name: string): Promise<number> {
  for (let tries = 0; tries < 500; tries++) {
    for (const one of [pid, ...childrenOf(pid)]) if (commOf(one) === name) return one;
    await new Promise((resume) => setTimeout(resume, 20));
  }
  throw new Error(`no ${name} started`);
}

function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

function commOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return '';
  }
}
