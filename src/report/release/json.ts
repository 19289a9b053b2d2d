import type { ReleasePlan, ReleaseResult } from '../../model/release.ts';

/** A plan or a result by its JSON contract; docs/json.md has the keys. */
export function renderReleaseJson(document: ReleasePlan | ReleaseResult): string {
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
