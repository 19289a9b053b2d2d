import type { FindSecrets } from './arguments.ts';
import { secretFinder } from './find-secrets.ts';
import { LineScanner } from './line-scanner.ts';
import { REDACTED, type RedactionTally } from './redaction-tally.ts';
import type { RuleSet } from './rule-set.ts';

/** A line longer than this is passed in windows. */
const LONGEST_LINE = 1024 * 1024;
/** By so much the next window begins before this one ends: a secret is hardly longer than what stands before its mark. */
const OVERLAP = 64 * 1024;

/**
 * Takes the secrets out of lines that come in any pieces; what comes out does not depend on the pieces. A line that is too long to be
 * held is shown only up to the window in which anything stands that a secret may have: its rest is taken for one.
 */
export class LineRedactor {
  readonly #rules: RuleSet;
  readonly #tally: RedactionTally;
  readonly #scanner: LineScanner;
  #pending = '';
  /** A line that is too long is under way; `hidden`: its rest is not shown. */
  #long: 'shown' | 'hidden' | undefined;

  constructor(rules: RuleSet, tally: RedactionTally, findSecrets: FindSecrets = secretFinder(rules)) {
    this.#rules = rules;
    this.#tally = tally;
    this.#scanner = new LineScanner(rules, findSecrets);
  }

  /** What can be given out of the lines up to now. */
  add(text: string): string {
    if (
      !text.includes('\n') &&
      this.#pending.length + text.length < LONGEST_LINE &&
      this.#long !== 'hidden'
    ) {
      this.#pending += text;
      return '';
    }
    const whole = this.#pending + text;
    const end = whole.lastIndexOf('\n') + 1;
    this.#pending = '';
    const out = this.#lines(whole.slice(0, end));
    this.#pending = whole.slice(end);
    return out + this.#windows();
  }

  /** The last line, which has no end. */
  end(): string {
    const rest = this.#pending;
    this.#pending = '';
    return this.#line(rest);
  }

  /** Whole lines with their ends. */
  #lines(text: string): string {
    let result = '';
    let done = 0;
    let from = 0;
    while (from < text.length) {
      // most lines have nothing in them that a secret has
      if (this.#scanner.isIdle && this.#long === undefined) {
        const hint = this.#rules.nextHint(text, from);
        if (hint < 0) break;
        from = Math.max(from, text.lastIndexOf('\n', hint - 1) + 1);
        if (hint === 0) from = 0;
      }
      const end = text.indexOf('\n', from);
      const line = text.slice(from, end);
      const redacted = this.#line(line);
      if (redacted !== line) {
        result += text.slice(done, from) + redacted;
        done = end;
      }
      from = end + 1;
    }
    return result + text.slice(done);
  }

  /** A line, or the rest of a long one. */
  #line(text: string): string {
    if (this.#long === undefined && text.length < LONGEST_LINE)
      return this.#scanner.redact(text, this.#tally);
    this.#pending = text;
    const out = this.#windows();
    const rest = this.#pending;
    this.#pending = '';
    const isHidden = this.#long === 'hidden';
    this.#long = undefined;
    if (isHidden) return out;
    return out + (this.#rules.nextHint(rest, 0) < 0 ? rest : this.#hide());
  }

  /** Windows of the pending line, as long as they are full. */
  #windows(): string {
    let out = '';
    while (this.#long !== 'hidden' && this.#pending.length >= LONGEST_LINE) {
      this.#long = 'shown';
      if (this.#rules.nextHint(this.#pending.slice(0, LONGEST_LINE), 0) >= 0) {
        this.#long = 'hidden';
        out += this.#hide();
        break;
      }
      out += this.#pending.slice(0, LONGEST_LINE - OVERLAP);
      this.#pending = this.#pending.slice(LONGEST_LINE - OVERLAP);
    }
    if (this.#long === 'hidden') this.#pending = '';
    return out;
  }

  #hide(): string {
    this.#tally.add('credential');
    return REDACTED;
  }
}
