/** Why something could not be read. */
export const GAP_REASONS = ['absent', 'denied', 'timeout', 'too-large', 'malformed', 'unsupported'] as const;
export type GapReason = (typeof GAP_REASONS)[number];

/** Something that could not be read. Gaps are shown in every report, never hidden. */
export interface Gap {
  /** What was to be read, as a path of the case layout or the name of a source. */
  readonly source: string;
  readonly reason: GapReason;
  /** One sentence for people: what happened, and what would help. */
  readonly detail: string;
}
