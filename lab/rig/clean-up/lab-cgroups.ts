import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = '/sys/fs/cgroup';

/** Folders of the lab's cgroups in every hierarchy (v1: one each; v2: one), outer before inner. */
export function findLabCgroups(parent: string): readonly string[] {
  const hierarchies = [ROOT, ...list(ROOT).map((name) => join(ROOT, name))];
  return hierarchies.flatMap((hierarchy) => walk(join(hierarchy, parent)));
}

/** Pids in the lab's cgroups: the tasks of its containers, and nobody else. */
export function findContainerPids(parent: string): readonly number[] {
  const pids = new Set<number>();
  for (const folder of findLabCgroups(parent)) {
    for (const line of readLines(join(folder, 'cgroup.procs'))) pids.add(Number(line));
  }
  return [...pids].filter((pid) => pid > 1);
}

function walk(folder: string): string[] {
  const names = listOrUndefined(folder);
  return names === undefined ? [] : [folder, ...names.flatMap((name) => walk(join(folder, name)))];
}

function list(folder: string): string[] {
  return listOrUndefined(folder) ?? [];
}

/** Names of the folders in a folder; undefined when there is none. */
function listOrUndefined(folder: string): string[] | undefined {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
  } catch {
    return undefined;
  }
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
  } catch {
    return [];
  }
}
