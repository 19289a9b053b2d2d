/** What came of checking one claim. */
export interface Result {
  /** The claim, as knowledge files name it. */
  readonly claim: string;
  /** `ok`; `wrong`; `unable`: the sources at hand cannot tell. */
  readonly status: 'ok' | 'wrong' | 'unable';
  /** Why, or where it was found. */
  readonly says: string;
}

export const ok = (claim: string, says: string): Result => ({ claim, status: 'ok', says });
export const wrong = (claim: string, says: string): Result => ({ claim, status: 'wrong', says });
export const unable = (claim: string, says: string): Result => ({ claim, status: 'unable', says });
