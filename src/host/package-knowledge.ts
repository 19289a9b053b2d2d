/**
 * The knowledge files that come with the program: one JSON file in the built package, the YAML files themselves when it runs
 * from its sources. They are checked when the package is built.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** One knowledge file, by its path from the folder that holds it, with slashes. */
export interface KnowledgeFile {
  readonly file: string;
  readonly content: unknown;
}

const BUILT = new URL('../knowledge.json', import.meta.url);
const SOURCES = new URL('../../knowledge/', import.meta.url);

/** All knowledge files of the package, sorted by path. */
export async function readPackageKnowledge(): Promise<readonly KnowledgeFile[]> {
  if (!import.meta.url.endsWith('.js')) return readKnowledgeFolder(fileURLToPath(SOURCES));
  return JSON.parse(await readFile(BUILT, 'utf8')) as readonly KnowledgeFile[];
}

/** Every *.yaml and *.yml below a folder, parsed; rejects with the file's name when one is no YAML. */
export async function readKnowledgeFolder(folder: string): Promise<readonly KnowledgeFile[]> {
  const { parse } = await import('yaml');
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = names
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  return Promise.all(
    paths.map(async (path) => {
      const file = relative(folder, path).split(sep).join('/');
      try {
        return { file, content: parse(await readFile(path, 'utf8'), { maxAliasCount: 100 }) as unknown };
      } catch (error) {
        throw new KnowledgeError(
          path,
          error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error),
          { cause: error },
        );
      }
    }),
  );
}

/** A knowledge file that cannot be used: the user's to mend. */
export class KnowledgeError extends Error {
  readonly path: string;

  constructor(path: string, why: string, options?: ErrorOptions) {
    super(`${path}: ${why}`, options);
    this.name = 'KnowledgeError';
    this.path = path;
  }
}
