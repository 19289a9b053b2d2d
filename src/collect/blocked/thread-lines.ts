import type { Host } from '../../host/host.ts';
import type { Evidence } from '../../model/evidence.ts';
import type { Thread } from '../../model/process.ts';
import { tryRead } from './try-read.ts';

export const THREAD_TABLE = 'tasks/ps-eLo.txt';
const MAX_QUOTE = 400;

/** A line of a file as evidence; its text is cut at 400 characters. */
export function quoteLine(file: string, line: number, text: string): Evidence {
  return { file, line, quote: text.trimEnd().slice(0, MAX_QUOTE) };
}

/** The first line of a text that begins so, as evidence. */
export function quoteStart(file: string, text: string, start: string): Evidence | undefined {
  const lines = text.split('\n');
  const index = lines.findIndex((line) => line.startsWith(start));
  return index === -1 ? undefined : quoteLine(file, index + 1, lines[index] ?? '');
}

/** Looks up the line of the thread table that a thread was read from; undefined for a live host, which has none. */
export type ThreadLines = (thread: Thread) => Evidence | undefined;

/** Reads the thread table once more, for its words. */
export async function readThreadLines(host: Host): Promise<ThreadLines> {
  if (host.live) return () => undefined;
  const result = await tryRead(host, THREAD_TABLE, 256 * 1024 * 1024);
  const lines = 'text' in result ? result.text.split('\n') : [];
  return (thread) => {
    const text = lines[thread.line - 1];
    return text === undefined ? undefined : quoteLine(THREAD_TABLE, thread.line, text);
  };
}
