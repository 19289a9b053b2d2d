import type { Diagnosis } from '../../model/diagnosis.ts';
import type { IgnoredProcess } from '../../model/daemon-identity.ts';
import { formatCount } from '../../wording/figures.ts';

export const IGNORED_TITLE = "Ignored: processes that only carry a daemon's name";

/** `pid 4711 (dockerd): it runs as uid 65534, not as root`. */
export function describeIgnored({ pid, name, because }: IgnoredProcess): string {
  return `pid ${pid} (${name}): ${because}`;
}

/** `… and 480 more`; undefined when all are listed. */
export function describeMoreIgnored({ ignored = [], ignoredCount = 0 }: Diagnosis): string | undefined {
  return ignoredCount > ignored.length
    ? `… and ${formatCount(ignoredCount - ignored.length)} more`
    : undefined;
}
