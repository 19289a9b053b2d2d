/**
 * Reads a log to its end, whatever its size, and counts what it says: a stream of chunks in, tallies out, in constant memory.
 *
 *     time="2026-11-24T02:08:13.303494843Z" level=info msg="Container 7db2… failed to exit within 30 seconds of signal 15 - using the force"
 *     Nov 24 02:07:45 node-17 kubelet[2086]: E1124 02:07:45.281156    2086 remote_runtime.go:250] StopContainer "d41f…" from runtime service failed: …
 *
 * Most lines are never decoded: the needles of the known messages are looked for in the bytes, and what follows a needle is
 * looked up among what was seen before. Lines end with LF or CRLF. Of a longer line only the first 64 KiB count.
 */
import type { LogFile } from '../../model/log.ts';
import { KnownTails } from './known-tails.ts';
import { LineBlocks } from './line-blocks.ts';
import { readLogLine } from './log-line.ts';
import type { LogMessages } from './log-messages.ts';
import { LogTallies, RECENT_LINES, type CountedLine, type GrowingTally } from './log-tallies.ts';
import { RecentLines } from './recent-lines.ts';
import type { LogClock } from './log-time.ts';
import { LogSpan } from './log-span.ts';
import { NeedleSearch } from './needle-search.ts';

export interface ScanOptions extends LogClock {
  /** As evidence names it: `logs/dockerd.log`. */
  readonly file: string;
  /** Whose log it is: `dockerd`, `kubelet`, `containerd`, `crio`, `kernel`. */
  readonly daemon: string;
  readonly messages: LogMessages;
}

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const MAX_LINE_BYTES = 64 * 1024;
const MAX_QUOTE_LENGTH = 400;
/** Four bytes a character at most. */
const MAX_QUOTE_BYTES = 4 * MAX_QUOTE_LENGTH;
/** A message that is not plain text shows no needle: the bytes of `journalctl -o json`. */
const BYTE_ARRAY_NEEDLES = ['"MESSAGE":[', '"MESSAGE" : ['];

/** Counts the known messages of a log. Rejects only when `chunks` does. */
export async function scanLog(chunks: AsyncIterable<Uint8Array>, options: ScanOptions): Promise<LogFile> {
  const scan = new LogScan(options);
  for await (const chunk of chunks) scan.push(chunk);
  return scan.end();
}

/** A tally, and the last line that it counted in the block at hand, not decoded yet: where it lies, and its number. */
interface ScannedTally {
  readonly tally: GrowingTally;
  /** 0 when the block at hand has no line of it but its first. */
  number: number;
  from: number;
  to: number;
  readonly recent: RecentLines;
}

class LogScan {
  readonly #options: ScanOptions;
  readonly #needles: NeedleSearch;
  readonly #lines = new LineBlocks(MAX_LINE_BYTES);
  readonly #known = new KnownTails<ScannedTally | 'nothing'>();
  readonly #tallies = new LogTallies();
  readonly #scanned = new Map<GrowingTally, ScannedTally>();
  /** Those that grew in the block at hand. */
  readonly #grown: ScannedTally[] = [];
  readonly #span: LogSpan;
  #bytes = 0;
  #lineCount = 0;

  constructor(options: ScanOptions) {
    this.#options = options;
    this.#needles = new NeedleSearch([...options.messages.needles, ...BYTE_ARRAY_NEEDLES]);
    this.#span = new LogSpan(options);
  }

  push(chunk: Uint8Array): void {
    this.#bytes += chunk.length;
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    for (const block of this.#lines.push(bytes)) this.#scanBlock(block);
  }

  end(): LogFile {
    for (const block of this.#lines.end()) this.#scanBlock(block);
    for (const { tally, recent } of this.#scanned.values())
      tally.recent = recent.finish((line) => readLogLine(line, this.#options).atMs);
    const { file, daemon } = this.#options;
    return {
      daemon,
      file,
      lineCount: this.#lineCount,
      bytes: this.#bytes,
      ...this.#span.finish(),
      tallies: this.#tallies.finish(file),
    };
  }

  #scanBlock(block: Buffer): void {
    let lineStart = 0;
    let at = this.#needles.find(block, 0, block.length);
    while (at >= 0) {
      let lineEnd = block.indexOf(LINE_FEED, lineStart);
      while (lineEnd >= 0 && lineEnd < at) {
        this.#lineCount++;
        lineStart = lineEnd + 1;
        lineEnd = block.indexOf(LINE_FEED, lineStart);
      }
      this.#lineCount++;
      if (lineEnd < 0) lineEnd = block.length;
      if (at + this.#needles.foundLength <= lineStart + MAX_LINE_BYTES)
        this.#countLine(block, lineStart, at, lineEnd);
      lineStart = lineEnd + 1;
      at = this.#needles.find(block, lineStart, block.length);
    }
    for (; lineStart < block.length; this.#lineCount++) {
      lineStart = block.indexOf(LINE_FEED, lineStart) + 1 || block.length + 1;
    }
    this.#span.add(block);
    this.#settle(block);
  }

  #countLine(block: Buffer, from: number, needleAt: number, lineEnd: number): void {
    const end = Math.min(lineEnd, from + MAX_LINE_BYTES);
    const to = block[end - 1] === CARRIAGE_RETURN ? end - 1 : end;
    const found = this.#known.get(block, needleAt, to) ?? this.#readLine(block, from, to, needleAt);
    if (found === 'nothing' || found.tally.count++ === 0) return;
    const { count, growth } = found.tally;
    if (growth.wants(count))
      growth.add(count, readLogLine(block.toString('utf8', from, to), this.#options).atMs);
    if (found.number === 0) this.#grown.push(found);
    found.number = this.#lineCount;
    found.from = from;
    found.to = to;
    found.recent.add(found.tally.count, from, to);
  }

  #readLine(block: Buffer, from: number, to: number, needleAt: number): ScannedTally | 'nothing' {
    const { text, atMs, reordered } = readLogLine(block.toString('utf8', from, to), this.#options);
    const match = this.#options.messages.find(text);
    const firstLine = (): CountedLine => countedLine(block, from, to, this.#lineCount, atMs);
    const found = match === undefined ? 'nothing' : this.#scannedOf(this.#tallies.find(match, firstLine));
    if (!reordered) this.#known.set(block, needleAt, to, found);
    return found;
  }

  #scannedOf(tally: GrowingTally): ScannedTally {
    const scanned = this.#scanned.get(tally) ?? {
      tally,
      number: 0,
      from: 0,
      to: 0,
      recent: new RecentLines(RECENT_LINES),
    };
    this.#scanned.set(tally, scanned);
    return scanned;
  }

  /** Decodes the last line of each tally that grew, before the block's bytes are gone. */
  #settle(block: Buffer): void {
    for (const scanned of this.#grown) {
      const { tally, from, to, number } = scanned;
      const { atMs } = readLogLine(block.toString('utf8', from, to), this.#options);
      tally.last = countedLine(block, from, to, number, atMs);
      scanned.number = 0;
      scanned.recent.keep(block);
    }
    this.#grown.length = 0;
  }
}

function countedLine(
  block: Buffer,
  from: number,
  to: number,
  number: number,
  atMs: number | undefined,
): CountedLine {
  const start = block.toString('utf8', from, Math.min(to, from + MAX_QUOTE_BYTES)).trim();
  const quote = start.slice(0, MAX_QUOTE_LENGTH).replace(/[\ud800-\udbff]$/, '');
  return { number, quote, ...(atMs === undefined ? {} : { atMs }) };
}
