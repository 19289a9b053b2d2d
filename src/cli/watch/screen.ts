import type { Stream } from '../streams.ts';

// xterm control sequences (invisible-island.net/xterm/ctlseqs): alternate screen, cursor, no wrapping at the right border;
// and synchronized output (2026), which terminals that do not know it ignore.
const ENTER = '\x1b[?1049h\x1b[?25l\x1b[?7l';
const LEAVE = '\x1b[?7h\x1b[?25h\x1b[?1049l';
const HOME = '\x1b[H';
const ERASE_LINE = '\x1b[K';
const ERASE_BELOW = '\x1b[J';
const HOLD = '\x1b[?2026h';
const RELEASE = '\x1b[?2026l';

/** A terminal that is written over and over, on its alternate screen. */
export interface Screen {
  show(text: string): Promise<void>;
  /** The terminal as it was; more than once does no harm. */
  close(): Promise<void>;
}

/**
 * Takes the screen over until it is closed, or the process ends however it may. `onResize` is called when the terminal has another
 * size, and when deadwait is continued after Ctrl-Z.
 */
export async function openScreen(stdout: Stream, onResize: () => void): Promise<Screen> {
  let isOpen = true;
  // Terminals are written to synchronously, so that this works at the very end as well.
  const leave = (): void => void stdout.write(LEAVE).catch(() => {});
  const atExit = (): void => {
    if (isOpen) leave();
  };
  const stop = (): void => {
    leave();
    process.kill(process.pid, 'SIGSTOP');
  };
  const resume = (): void => {
    void stdout.write(ENTER).catch(() => {});
    onResize();
  };
  process.on('exit', atExit);
  process.on('SIGTSTP', stop);
  process.on('SIGCONT', resume);
  const ignoreResize = stdout.onResize?.(onResize);
  await stdout.write(ENTER);
  return {
    show: (text) => {
      const lines = text.replace(/\n$/, '').split('\n');
      // Erased before it is written: behind a line of the full width the cursor still stands on its last character.
      const body = lines.map((line, index) => (index === lines.length - 1 ? ERASE_BELOW : ERASE_LINE) + line);
      return stdout.write(`${HOLD}${HOME}${body.join('\r\n')}${RELEASE}`);
    },
    close: async () => {
      if (!isOpen) return;
      isOpen = false;
      ignoreResize?.();
      process.off('exit', atExit);
      process.off('SIGTSTP', stop);
      process.off('SIGCONT', resume);
      await stdout.write(LEAVE);
    },
  };
}
