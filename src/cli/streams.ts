/** What a command writes to. In tests: two arrays. */
export interface Stream {
  readonly isTTY: boolean;
  readonly columns?: number;
  /** Resolves when the text is handed over; a reader that went away (EPIPE) is no error. */
  write(text: string): Promise<void>;
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
    ...(target.isTTY ? { columns: target.columns } : {}),
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
