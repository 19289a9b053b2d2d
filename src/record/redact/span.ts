import { REDACTED, type RedactionKind, type RedactionTally } from './redaction-tally.ts';

/** A secret in a text: where it stands, and what replaces it when that is not the plain mark. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly kind: RedactionKind;
  readonly put?: string;
}

/** The text with every span replaced. Spans may overlap; of those that do, the whole is replaced once. */
export function replaceSpans(text: string, spans: readonly Span[], tally?: RedactionTally): string {
  let result = '';
  let done = 0;
  for (const { from, to, kind, put = REDACTED } of joinSpans(spans)) {
    const old = text.slice(from, to);
    if (old === '' || old === put || isOnlyMarks(old)) continue;
    tally?.add(kind);
    result += text.slice(done, from) + put;
    done = to;
  }
  return done === 0 ? text : result + text.slice(done);
}

function isOnlyMarks(text: string): boolean {
  return text.length % REDACTED.length === 0 && text === REDACTED.repeat(text.length / REDACTED.length);
}

function joinSpans(spans: readonly Span[]): readonly Span[] {
  const joined: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.from - b.from || b.to - a.to)) {
    const last = joined.at(-1);
    if (last === undefined || span.from >= last.to) joined.push(span);
    // Within a replaced literal its mark stays: the quotes belong to it.
    else if (span.to > last.to) joined[joined.length - 1] = { from: last.from, to: span.to, kind: last.kind };
  }
  return joined;
}
