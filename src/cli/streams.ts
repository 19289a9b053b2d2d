/** What a command writes to. In tests: two arrays. */
export interface Stream {
  readonly isTTY: boolean;
  /** Of a terminal, as large as it is now. */
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
  /** Resolves when the text is handed over; a reader that went away (EPIPE) is no error. */
  write(text: string): Promise<void>;
  /** The reader went away. */
  readonly isGone?: boolean;
  /** Calls whenever the terminal has another size, until it is told to stop. */
  onResize?(resized: () => void): () => void;
}

/** Stdout or stderr as a stream that outlives its reader: `deadwait | head -1` ends quietly. */
export function streamTo(target: NodeJS.WriteStream): Stream {
  let gone = false;
  target.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    gone = true;
  });
  return {
    isTTY: target.isTTY,
    get columns() {
      return known(target.columns);
    },
    get rows() {
      return known(target.rows);
    },
    get isGone() {
      return gone;
    },
    onResize: (resized) => {
      target.on('resize', resized);
      return () => target.off('resize', resized);
    },
    write: (text) =>
      new Promise((resolve, reject) => {
        if (gone || text === '') return resolve();
        target.write(text, (error?: NodeJS.ErrnoException | null) => {
          if (!error || error.code === 'EPIPE') resolve();
          else reject(error);
        });
      }),
  };
}

/** Undefined for what is no terminal, and for one that does not know its size (a serial line): it says 0. */
function known(size: number | undefined): number | undefined {
  return size === 0 ? undefined : size;
}
