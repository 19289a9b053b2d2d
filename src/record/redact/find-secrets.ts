import type { FindSecrets } from './arguments.ts';
import { JsonSecrets } from './json-secrets.ts';
import { parseJsonTree } from './json-tree.ts';
import { LineScanner } from './line-scanner.ts';
import type { RuleSet } from './rule-set.ts';
import type { Span } from './span.ts';

/** Texts within texts; each level of quoting doubles the backslashes, so that no text has more. */
const DEEPEST = 24;

/** A function that finds the secrets of a text of any number of lines, or of JSON. */
export function secretFinder(rules: RuleSet, kind: 'text' | 'json' = 'text'): FindSecrets {
  const atDepth = (depth: number): FindSecrets => {
    const deeper: FindSecrets = (text) => (depth >= DEEPEST ? wholly(text) : atDepth(depth + 1)(text));
    return (text) => {
      // of JSON, names of members alone may tell
      if ((kind === 'text' || depth > 0) && rules.nextHint(text, 0) < 0) return [];
      const found: Span[] = [];
      if (findInJson(text, rules, deeper, found)) return found;
      const scanner = new LineScanner(rules, deeper);
      let from = 0;
      while (from <= text.length) {
        const end = text.indexOf('\n', from);
        const to = end < 0 ? text.length : end;
        for (const span of scanner.find(text.slice(from, to)))
          found.push({ ...span, from: span.from + from, to: span.to + from });
        from = to + 1;
      }
      if (rules.has('private-key')) findWholeKeys(text, found);
      return found;
    };
  };
  return atDepth(0);
}

/** Whether the text is JSON from its beginning to its end. */
function findInJson(text: string, rules: RuleSet, findSecrets: FindSecrets, found: Span[]): boolean {
  if (!/^[ \t\r\n]*[{[]/.test(text)) return false;
  const node = parseJsonTree(text, 0);
  if (node === undefined || text.slice(node.to).trim() !== '') return false;
  if (
    (node.type === 'list' && node.items.length === 0) ||
    (node.type === 'object' && node.members.length === 0)
  )
    return true;
  new JsonSecrets(text, rules, findSecrets, found).visit(node);
  return true;
}

const WHOLE_KEY = /-----?[ ]?BEGIN [A-Za-z0-9 ]{0,40}(?:PRIVATE KEY(?: BLOCK)?|Static key V\d) ?-----?/g;

/** A key in a text that is known as a whole: all up to its end, or to the end of the text. */
function findWholeKeys(text: string, found: Span[]): void {
  if (!text.includes('\n')) return;
  WHOLE_KEY.lastIndex = 0;
  for (let match = WHOLE_KEY.exec(text); match !== null; match = WHOLE_KEY.exec(text)) {
    const from = WHOLE_KEY.lastIndex;
    const end = /-----?[ ]?END /.exec(text.slice(from, from + 65_536));
    const to = end === null ? undefined : from + end.index;
    if (to === undefined) return;
    if (text.slice(from, to).trim() !== '') found.push({ from, to, kind: 'private-key' });
    WHOLE_KEY.lastIndex = to;
  }
}

function wholly(text: string): readonly Span[] {
  return text === '' ? [] : [{ from: 0, to: text.length, kind: 'credential' }];
}
