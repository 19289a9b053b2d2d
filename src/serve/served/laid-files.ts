import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ListedFile } from './listed-file.ts';

export interface LaidFiles {
  readonly folder: string;
  /** In the order of the files. */
  readonly names: readonly string[];
  remove(): Promise<void>;
}

const SIDES = ['before', 'after'];

/** A folder below `scratch` in which two files lie side by side under short names, as links, wherever they are. */
export async function layFiles(scratch: string, files: readonly ListedFile[]): Promise<LaidFiles> {
  const folder = await mkdtemp(join(scratch, 'compare-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  const areNamedAlike = new Set(files.map(({ name }) => name)).size < files.length;
  try {
    const names = files.map(({ name }, index) => (areNamedAlike ? join(SIDES[index] ?? '', name) : name));
    for (const [index, file] of files.entries()) {
      const link = join(folder, names[index] ?? '');
      await mkdir(dirname(link), { recursive: true, mode: 0o700 });
      await symlink(join(file.folder, file.name), link);
    }
    return { folder, names, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}
