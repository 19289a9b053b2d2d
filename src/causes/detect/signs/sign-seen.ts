import type { StatedLink } from '../../../model/stated-finding.ts';
import type { SignStatement } from '../../../model/statements/signs.ts';

/** What a sign of a cause looks like on this host. */
export interface SignSeen {
  readonly link: StatedLink;
  /** The containers that it is about; absent where it does not name any. */
  readonly containers?: ReadonlySet<string>;
  /** For the summary. */
  readonly states: SignStatement;
}
