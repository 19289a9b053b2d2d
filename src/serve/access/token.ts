import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** What lets somebody in: the token itself, or the cookie that is given for it. */
export class Token {
  readonly #digest: Uint8Array;
  /** Of another kind than the token: who reads a cookie does not have the token. */
  readonly cookie: string;

  constructor(token: string) {
    this.#digest = digestOf(token);
    this.cookie = createHmac('sha256', token).update('cookie').digest('hex');
  }

  fits(given: string | undefined): boolean {
    return given !== undefined && timingSafeEqual(digestOf(given), this.#digest);
  }

  fitsCookie(given: string | undefined): boolean {
    return given !== undefined && timingSafeEqual(digestOf(given), digestOf(this.cookie));
  }
}

function digestOf(text: string): Uint8Array {
  return createHash('sha256').update(text).digest();
}
