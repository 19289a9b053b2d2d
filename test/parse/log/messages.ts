import { loadLogMessages } from '../../../src/knowledge/log-knowledge.ts';
import { compileLogMessages } from '../../../src/parse/log/log-messages.ts';

/** All known messages, as the program has them. */
export const definitions = await loadLogMessages();
export const messages = compileLogMessages(definitions);
