/** Why something could not be read. */
export type GapReason = 'absent' | 'denied' | 'timeout' | 'too-large' | 'malformed' | 'unsupported';

/** Something that could not be read. Gaps are shown in every report, never hidden. */
export interface Gap {
  /** What was to be read, as a path of the case layout or the name of a source. */
  readonly source: string;
  readonly reason: GapReason;
  /** One sentence for people: what happened, and what would help. */
  readonly detail: string;
}
