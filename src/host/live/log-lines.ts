const NEWLINE = 10;
/** A line that is longer is cut into pieces of this size. */
const MAX_LINE = 1024 * 1024;

/** Only the lines of one program of a syslog file: those with `program[` or `program:` in them. */
export async function* linesOfProgram(
  chunks: AsyncIterable<Uint8Array>,
  program: string,
): AsyncGenerator<Uint8Array> {
  let rest = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const bytes = Buffer.concat([rest, chunk]);
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    const cut = end === 0 && bytes.length > MAX_LINE ? bytes.length : end;
    rest = bytes.subarray(cut);
    const lines = keep(bytes.subarray(0, cut), program);
    if (lines.length > 0) yield lines;
  }
  const last = keep(rest, program);
  if (last.length > 0) yield last;
}

function keep(bytes: Buffer, program: string): Buffer {
  const lines = bytes.toString('latin1').split(/(?<=\n)/);
  const own = lines.filter((line) => line.includes(` ${program}[`) || line.includes(` ${program}:`));
  return Buffer.from(own.join(''), 'latin1');
}
