const MOST_BYTES = 200;

/**
 * A name under which a file that a stranger sent may be kept in a folder of ours: its last part, without what controls a terminal,
 * turns the direction of text or hides it, and never empty, `.`, `..`, hidden or an option.
 */
export function fileName(sent: string): string {
  const last = sent.split(/[/\\]/).at(-1) ?? '';
  const plain = last
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '')
    .trim()
    .replace(/^[.-]+/, '');
  const short = cutToBytes(plain);
  return short === '' ? 'dropped' : short;
}

function cutToBytes(text: string): string {
  let bytes = 0;
  let kept = '';
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > MOST_BYTES) break;
    kept += character;
  }
  return kept;
}
