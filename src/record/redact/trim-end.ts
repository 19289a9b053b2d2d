/** A text without the characters of `last` at its end; in one pass, which a regular expression without an anchor is not. */
export function trimEndOf(text: string, last: string): string {
  let end = text.length;
  while (end > 0 && last.includes(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}
