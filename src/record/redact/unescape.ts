/** A text without one level of backslashes, and where each of its characters stood. */
export interface Unescaped {
  readonly text: string;
  /** Place in the escaped text of the character at a place of this text; its length gives the end. */
  place(at: number): number;
}

const ESCAPE = /\\(?:u[\dA-Fa-f]{4}|x[\dA-Fa-f]{2}|["'\\/nrtbf])/g;
const NAMED: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

/** Undoes the escapes of JSON, Go's %q and logfmt; undefined when there are none. */
export function unescape(text: string, from = 0, to = text.length): Unescaped | undefined {
  const first = text.indexOf('\\', from);
  if (first < 0 || first >= to) return undefined;
  ESCAPE.lastIndex = first;
  /** Where a run of characters that are kept begins: here, and there. */
  const here: number[] = [0];
  const there: number[] = [from];
  let result = '';
  let done = from;
  for (let match = ESCAPE.exec(text); match !== null && ESCAPE.lastIndex <= to; match = ESCAPE.exec(text)) {
    result += text.slice(done, match.index) + meaning(match[0]);
    done = ESCAPE.lastIndex;
    here.push(result.length - 1, result.length);
    there.push(match.index, done);
  }
  if (here.length === 1) return undefined;
  result += text.slice(done, to);
  return {
    text: result,
    place: (at) => {
      let low = 0;
      let high = here.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((here[middle] ?? 0) <= at) low = middle;
        else high = middle - 1;
      }
      return (there[low] ?? 0) + at - (here[low] ?? 0);
    },
  };
}

function meaning(escape: string): string {
  const mark = escape[1] ?? '';
  if (mark === 'u' || mark === 'x') return String.fromCharCode(Number.parseInt(escape.slice(2), 16));
  return NAMED[mark] ?? mark;
}
