const OCCURRENCES: Readonly<Record<string, string>> = { stop: 'stop request' };

/** What occurs once for each of a cause's goroutines, as a knowledge file names it: `stop` → `stop request`. */
export function sayOccurrence(occurrence: string): string {
  return OCCURRENCES[occurrence] ?? occurrence;
}
