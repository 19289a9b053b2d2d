/** The known causes and log messages: those of the package, and those of a user's own folders. */
import { KnowledgeError, readKnowledgeFolder, readPackageKnowledge, type KnowledgeFile } from '../../host/package-knowledge.ts';
import type { Cause } from '../../model/cause.ts';
import { parseLogMessageDefinition, type LogMessageDefinition } from '../../parse/log/log-message-definition.ts';
import { readCause, type CheckedCause } from './read-cause.ts';

export interface Knowledge {
  /** By id. */
  readonly causes: readonly Cause[];
  readonly messages: readonly LogMessageDefinition[];
}

/** Files below this folder are messages, all others causes. */
const MESSAGES = 'log-messages/';

/** Loads all knowledge; a user's cause replaces the package's of the same id. Rejects with KnowledgeError for a file that is wrong. */
export async function loadKnowledge(folders: readonly string[]): Promise<Knowledge> {
  const own = await readPackageKnowledge();
  const causes = new Map(
    own.filter(({ file }) => !file.startsWith(MESSAGES)).map(({ file, content }) => asPair(readCause(file, content as CheckedCause))),
  );
  const messages = own.filter(({ file }) => file.startsWith(MESSAGES)).map(({ content }) => parseLogMessageDefinition(content));
  for (const folder of folders)
    for (const file of await readUserFolder(folder)) {
      const cause = await checkCause(folder, file);
      causes.set(cause.id, cause);
    }
  return { causes: [...causes.values()].sort((a, b) => (a.id < b.id ? -1 : 1)), messages };
}

function asPair(cause: Cause): [string, Cause] {
  return [cause.id, cause];
}

async function readUserFolder(folder: string): Promise<readonly KnowledgeFile[]> {
  try {
    return await readKnowledgeFolder(folder);
  } catch (error) {
    if (error instanceof KnowledgeError) throw error;
    throw new KnowledgeError(folder, error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** zod is slow to load, so only a user's own files are checked when the program runs. */
async function checkCause(folder: string, { file, content }: KnowledgeFile): Promise<Cause> {
  const { causeSchema } = await import('./cause-schema.ts');
  const checked = causeSchema.safeParse(content);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    throw new KnowledgeError(`${folder}/${file}`, `${issue?.path.join('.') || 'the file'}: ${issue?.message ?? 'is wrong'}`);
  }
  return readCause(file, content as CheckedCause);
}
