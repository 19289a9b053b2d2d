/** Whether a text reads the same in a POSIX shell without quotes. */
const PLAIN = /^[A-Za-z0-9_@%+=:,./-]+$/;
/** What would break the line, hide in it, or move the cursor: only ANSI-C quoting (bash, zsh, ksh) shows it. */
const HIDDEN = /[\p{C}\p{Zl}\p{Zp}]/u;

/**
 * A text as one word of a shell command: the only place in which a text is quoted for a shell. Names come from the host, and a
 * container may be called `$(reboot)`.
 */
export function shellWord(text: string): string {
  if (PLAIN.test(text)) return text;
  if (HIDDEN.test(text)) return `$'${Array.from(text, ansiC).join('')}'`;
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function ansiC(character: string): string {
  if (!HIDDEN.test(character)) return character.replace(/['\\]/, '\\$&');
  return [...Buffer.from(character)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
}
