import { escapeForTerminal } from '../report/escape.ts';
import { cutTo } from '../report/terminal/columns.ts';
import type { Stream } from './streams.ts';

/** Says on stderr what takes so long. */
export interface Progress {
  readonly says: (step: string) => void;
  /** Wipes the line. */
  readonly end: () => Promise<void>;
}

const PATIENCE_MS = 1_000;

/**
 * One line that is rewritten, shown when the work takes more than a second and stderr is a terminal; with `plain`, one
 * line a step, at once and anywhere.
 */
export function createProgress(stderr: Stream, plain: boolean): Progress {
  if (plain) {
    return {
      says: (step) => void stderr.write(`${escapeForTerminal(step)}\n`).catch(ignore),
      end: async () => {},
    };
  }
  if (!stderr.isTTY) return { says: () => {}, end: async () => {} };
  let latest = '';
  let shown = false;
  const show = (): void => {
    shown = true;
    const line = cutTo(escapeForTerminal(latest), (stderr.columns ?? 80) - 1, '…');
    void stderr.write(`\r\x1b[2K${line}`).catch(ignore);
  };
  const timer = setTimeout(show, PATIENCE_MS);
  timer.unref();
  return {
    says: (step) => {
      latest = step;
      if (shown) show();
    },
    end: async () => {
      clearTimeout(timer);
      if (shown) await stderr.write('\r\x1b[2K');
    },
  };
}

/** Progress that cannot be shown is no reason to fail. */
function ignore(): void {}
