/** The known causes: those of the package, and those of a user's own folders. */
import {
  KnowledgeError,
  readKnowledgeFolder,
  readPackageKnowledge,
  type KnowledgeFile,
} from '../host/package-knowledge.ts';
import type { Cause } from '../model/cause.ts';
import { readCause, type CheckedCause } from './read-cause.ts';

/** Files below this folder are log messages, all others causes. */
const MESSAGES = 'log-messages/';

/** All causes by id; a user's cause replaces the package's of the same id. Rejects with KnowledgeError for a file that is wrong. */
export async function loadCauses(folders: readonly string[]): Promise<readonly Cause[]> {
  const own = (await readPackageKnowledge())
    .filter(({ file }) => !file.startsWith(MESSAGES))
    .map(({ file, content }) => readCause(file, content as CheckedCause));
  const theirs = await Promise.all(folders.map(readUserCauses));
  const byId = new Map([...own, ...theirs.flat()].map((cause) => [cause.id, cause]));
  return [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

async function readUserCauses(folder: string): Promise<readonly Cause[]> {
  try {
    return await Promise.all((await readKnowledgeFolder(folder)).map((file) => checkCause(folder, file)));
  } catch (error) {
    if (error instanceof KnowledgeError) throw error;
    throw new KnowledgeError(folder, error instanceof Error ? error.message : String(error), {
      cause: error,
    });
  }
}

/** zod is slow to load, so only a user's own files are checked when the program runs. */
async function checkCause(folder: string, { file, content }: KnowledgeFile): Promise<Cause> {
  const { causeSchema } = await import('./cause-schema.ts');
  const { success, error } = causeSchema.safeParse(content);
  if (success) return readCause(file, content as CheckedCause);
  const [issue] = error.issues;
  throw new KnowledgeError(
    `${folder}/${file}`,
    `${issue?.path.join('.') || 'the file'}: ${issue?.message ?? 'is wrong'}`,
  );
}
