// Goroutines out of a paste: a log, a mail, a thread, in which a dump is indented, quoted, cut short, or has lost its tabs, its
// places or its headers. Only what is certainly a stack is taken; the rest is counted.
//
//   Oct 27 15:20:23 h-stg-core-1 dockerd[1748]: goroutine 82255 [semacquire, 5 minutes]:
//   Oct 27 15:20:23 h-stg-core-1 dockerd[1748]: sync.runtime_Semacquire(0xc820354f54)
//
// What comes out is what Go itself would have printed: a full dump where there are headers, otherwise a counted profile, which
// tells neither states nor waits.

import { plainText } from './plain-text.ts';
import { argumentsAt, readStackLine, type HeaderLine, type StackLine } from './stack-line.ts';

export interface PastedStacks {
  readonly form: 'debug1' | 'debug2';
  /** In the form of Go itself. */
  readonly text: string;
  /** Lines that are not empty and were not understood. */
  readonly otherLines: number;
  /** Stacks without a header among others that have one: their beginning was cut off. */
  readonly headless: number;
}

interface Stack {
  header?: string;
  count: number;
  lines: { text: string; place?: string }[];
  creator?: { text: string; place?: string };
}

/** Whether a dump, from its beginning, was changed on its way: no header begins a line, or no place begins with a tab. */
export function looksPasted(head: string): boolean {
  if (head.startsWith('goroutine profile:')) return false;
  if (/^o?routine \d{1,19} \[/.test(head)) return true;
  const header = /^goroutine \d{1,19} (?:[^[\n]{0,80})?\[[^\]\n]+\]:$/m.exec(head);
  if (header === null) return true;
  const follows = head.slice(header.index);
  return follows.includes('\n') && !/\n\t\S/.test(follows) && follows.split('\n').length > 2;
}

/** The stacks of a paste; undefined when there are none. */
export function readPastedStacks(pasted: string): PastedStacks | undefined {
  const reader = new PasteReader();
  for (const line of plainText(pasted).split('\n')) reader.take(line);
  return reader.result();
}

class PasteReader {
  readonly #stacks: Stack[] = [];
  #stack: Stack | undefined;
  #prefix: RegExp | undefined;
  #otherLines = 0;
  /** `created by` stood alone in its line. */
  #creatorFollows = false;

  take(whole: string): void {
    const line = this.#prefix === undefined ? whole : whole.replace(this.#prefix, '');
    const read = readStackLine(line, this.#stack !== undefined);
    if (read.is === 'header') this.#open(read);
    else this.#add(read);
  }

  result(): PastedStacks | undefined {
    const stacks = this.#stacks.filter(({ lines }) => lines.some(({ text }) => !text.startsWith('...')));
    const headed = stacks.filter(({ header }) => header !== undefined);
    if (stacks.length === 0) return undefined;
    const form = headed.length > 0 ? 'debug2' : 'debug1';
    return {
      form,
      text: form === 'debug2' ? headed.map(printGoroutine).join('\n') : printProfile(stacks),
      otherLines: this.#otherLines,
      headless: form === 'debug2' ? stacks.length - headed.length : 0,
    };
  }

  #open({ prefix, text, rest }: HeaderLine): void {
    if (prefix !== '') this.#prefix ??= prefixPattern(prefix);
    this.#creatorFollows = false;
    this.#stack = { header: text, count: 1, lines: [] };
    this.#stacks.push(this.#stack);
    // Some have all of a goroutine in one line.
    for (const part of rest.split(/(?<=\+0x[0-9a-f]{1,16}) +/))
      if (part !== '') this.#add(readStackLine(part, true));
  }

  #add(line: StackLine): void {
    if (line.is !== 'other' && line.is !== 'function') this.#creatorFollows = line.is === 'creator-follows';
    switch (line.is) {
      case 'creator-follows':
        break;
      case 'blank':
        this.#stack = undefined;
        break;
      case 'record':
        this.#stack = { count: line.count, lines: [] };
        this.#stacks.push(this.#stack);
        break;
      case 'function':
        if (this.#creatorFollows) this.#opened().creator = placed(line);
        else this.#opened().lines.push(placed(line));
        break;
      case 'creator':
        this.#opened().creator = placed(line);
        break;
      case 'elided':
        this.#stack?.lines.push({ text: '...additional frames elided...' });
        break;
      case 'place': {
        const last = this.#stack?.creator ?? this.#stack?.lines.at(-1);
        if (last === undefined || last.place !== undefined) this.#otherLines++;
        else last.place = line.text;
        break;
      }
      case 'header':
      case 'other':
        this.#otherLines++;
    }
  }

  #opened(): Stack {
    if (this.#stack === undefined || this.#stack.creator !== undefined) {
      this.#stack = { count: 1, lines: [] };
      this.#stacks.push(this.#stack);
    }
    return this.#stack;
  }
}

function placed({ text, place }: { text: string; place?: string }): { text: string; place?: string } {
  return { text, ...(place === undefined ? {} : { place }) };
}

/** The same prefix with other numbers: times pass. */
function prefixPattern(prefix: string): RegExp {
  const escaped = prefix
    .trimEnd()
    .replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
    .replace(/\d+/g, '\\d+')
    .replace(/ +/g, ' +');
  return new RegExp(`^${escaped}[ \\t]{0,${prefix.length - prefix.trimEnd().length}}`);
}

function printGoroutine({ header = '', lines, creator }: Stack): string {
  const all = creator === undefined ? lines : [...lines, { ...creator, text: `created by ${creator.text}` }];
  return `${header}\n${all.map(({ text, place }) => (text.startsWith('...') ? `${text}\n` : `${text}\n\t${place ?? '?'}\n`)).join('')}`;
}

function printProfile(stacks: readonly Stack[]): string {
  const total = stacks.reduce((sum, { count }) => sum + count, 0);
  const records = stacks.map(({ count, lines }) => {
    const frames = lines.filter(({ text }) => !text.startsWith('...'));
    return `${count} @ 0x1\n${frames.map(({ text, place }) => `#\t0x1\t${nameOf(text)}+0x1\t\t${place?.replace(/ \+0x.*$/, '') ?? '?'}\n`).join('')}`;
  });
  return `goroutine profile: total ${total}\n${records.join('\n')}\n`;
}

/** The function without its arguments. */
function nameOf(text: string): string {
  const opening = argumentsAt(text);
  return opening < 0 ? text : text.slice(0, opening);
}
