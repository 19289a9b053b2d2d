/** One record of a text profile, taken apart: `12: 49152 [12: 49152] @ 0x1123837 …` and its `#` lines. */
export interface ProfileRecord {
  /** In front of the `@`. */
  readonly figures: readonly number[];
  /** Return addresses, leaf first. */
  readonly pcs: readonly string[];
  readonly lines: readonly RecordLine[];
}

export interface RecordLine {
  /** One less than the return address. */
  readonly address: string;
  readonly function: string;
  readonly offset: string;
  readonly file: string;
  readonly line: number;
}

const LINE = /^#\t(0x[0-9a-f]+)\t(\S+)\+(0x[0-9a-f]+)\t+(\S+):(\d+)$/;

export function takeApart(record: string): ProfileRecord {
  const [head = '', ...rest] = record.split('\n');
  const [figures = '', pcs = ''] = head.split(' @ ');
  return {
    figures: (figures.match(/\d+/g) ?? []).map(Number),
    pcs: pcs.split(' ').filter((pc) => pc !== ''),
    lines: rest.flatMap((text) => {
      const [, address = '', name = '', offset = '', file = '', line = ''] = LINE.exec(text) ?? [];
      return address === '' ? [] : [{ address, function: name, offset, file, line: Number(line) }];
    }),
  };
}

/** Puts tabs between the columns as Go's text/tabwriter does (cells of 8, one blank at least). */
export function alignRecord(record: string): string {
  const [head = '', ...rest] = record.split('\n');
  const cells = rest.map((line) => line.split(/\t+/));
  const widest = Math.max(0, ...cells.map(([, , name = '']) => name.length));
  const width = Math.ceil((widest + 1) / 8) * 8;
  const lines = cells.map(([hash = '', address = '', name = '', place = '']) => {
    const tabs = Math.ceil((width - name.length) / 8);
    return `${hash}\t${address}\t${name}${'\t'.repeat(tabs)}${place}`;
  });
  return [head, ...lines].join('\n');
}
