import { readPackageKnowledge } from '../host/package-knowledge.ts';
import { parseLogMessageDefinition, type LogMessageDefinition } from '../parse/log/log-message-definition.ts';

/** Files below this folder of the knowledge are log messages, all others causes. */
const FOLDER = 'log-messages/';

/** Every known log message that ships with the program, by file. Rejects when the program's own files are damaged: a bug. */
export async function loadLogMessages(): Promise<readonly LogMessageDefinition[]> {
  const files = await readPackageKnowledge();
  return files
    .filter(({ file }) => file.startsWith(FOLDER))
    .map(({ content }) => parseLogMessageDefinition(content));
}
