/** The time as ISO 8601 in UTC, for records of what was done: `2026-11-24T02:08:59.120Z`. */
export function timeNow(): string {
  return new Date().toISOString();
}
