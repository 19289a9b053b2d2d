/**
 * The one place where text that came from a host is made harmless for what will show it. Names of containers, commands
 * and log lines are chosen by whoever runs them: a container called `\x1b[2J` must not clear the reader's screen.
 */

// C0 and C1 controls, soft hyphen, Arabic letter mark, Hangul fillers, zero-width and bidi controls, line and paragraph
// separators, invisible operators, interlinear marks, byte order mark, tag characters, lone surrogates.
const UNSAFE =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e0fff}]|[\u180b-\u180e]|\p{Cs}/gu;

const NAMED = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/** The text with every character that could act on a terminal, or hide, written as a visible escape (`\x1b`, `\u202e`). */
export function escapeForTerminal(text: string): string {
  return text.replace(UNSAFE, (character) => NAMED.get(character) ?? escapeCharacter(character));
}

/** `é` → `\u00e9`: for terminals that know no more than ASCII. */
export function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${code.toString(16).padStart(4, '0')}` : `\\u{${code.toString(16)}}`;
}

const MARKDOWN = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
]);

/**
 * The text for prose and table cells of Markdown: nothing in it opens a link, an image, HTML, emphasis, code or a new
 * cell, nobody is mentioned, and it stays on one line.
 */
export function escapeForMarkdown(text: string): string {
  return escapeForTerminal(text)
    .replace(/[&<>]/g, (character) => MARKDOWN.get(character) ?? character)
    .replace(/[\\`*_[\]{}|~#]/g, (character) => `\\${character}`)
    .replace(/@/g, '&#64;')
    .replace(/\b(https?|ftp):\/\//gi, '$1&#58;//')
    .replace(/^(\s*)([-+=])/, '$1\\$2')
    .replace(/^(\s*\d+)([.)])(?=\s|$)/, '$1\\$2');
}

/** The text as a code span that nothing in it can end; one with a bar in it as prose, because a bar ends a table cell. */
export function codeSpan(text: string): string {
  if (text.includes('|')) return escapeForMarkdown(text);
  const shown = escapeForTerminal(text);
  const fence = '`'.repeat(longestRunOfBackticks(shown) + 1);
  const blank = /^[`\s]|[`\s]$/.test(shown) ? ' ' : '';
  return `${fence}${blank}${shown}${blank}${fence}`;
}

/** The lines as a fenced block that nothing in them can end. */
export function codeBlock(lines: readonly string[], indent = ''): string {
  const shown = lines.map(escapeForTerminal);
  const fence = '`'.repeat(Math.max(3, ...shown.map((line) => longestRunOfBackticks(line) + 1)));
  return [`${fence}text`, ...shown, fence].map((line) => indent + line).join('\n');
}

function longestRunOfBackticks(text: string): number {
  let longest = 0;
  for (const run of text.matchAll(/`+/g)) longest = Math.max(longest, run[0].length);
  return longest;
}
