import type { ChainLink } from '../../../model/diagnosis.ts';

/** What a sign of a cause looks like on this host. */
export interface SignSeen {
  readonly link: ChainLink;
  /** The containers that it is about; absent where it does not tell any. */
  readonly containers?: ReadonlySet<string>;
  /** For the summary: `12 lines in the logs`. */
  readonly says: string;
}
