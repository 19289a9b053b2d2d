const NEWLINE = 10;
/** A line that is longer is cut into pieces of this size. */
const MAX_LINE = 1024 * 1024;

/** Only the lines of one process in a syslog file: those whose tag is `program[pid]:`. */
export async function* linesOfProgram(
  chunks: AsyncIterable<Uint8Array>,
  program: string,
  pid: number,
): AsyncGenerator<Uint8Array> {
  const tag = new RegExp(`^${TIME_AND_HOST.source} ${program}\\[${pid}\\]:`);
  let rest = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const bytes = Buffer.concat([rest, chunk]);
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    const cut = end === 0 && bytes.length > MAX_LINE ? bytes.length : end;
    rest = bytes.subarray(cut);
    const lines = keep(bytes.subarray(0, cut), tag);
    if (lines.length > 0) yield lines;
  }
  const last = keep(rest, tag);
  if (last.length > 0) yield last;
}

function keep(bytes: Buffer, tag: RegExp): Buffer {
  const lines = bytes.toString('latin1').split(/(?<=\n)/);
  return Buffer.from(lines.filter((line) => tag.test(line.slice(0, TAG_WITHIN))).join(''), 'latin1');
}

/** `Nov 24 02:12:45 node-17` or `2026-11-24T02:12:45.000000+00:00 node-17`, as rsyslog and syslog-ng write them. */
const TIME_AND_HOST = /(?:[A-Z][a-z]{2} [ \d]\d [\d:.]{5,20}|\d{4}-[\d:T.+Z-]{5,40}) \S{1,255}/;
/** Time, host and tag stand in the first characters of a line. */
const TAG_WITHIN = 512;
