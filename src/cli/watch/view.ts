import { renderFrame } from '../../report/watch/frame.ts';
import { renderLookJson } from '../../report/watch/look-json.ts';
import { renderLookLine } from '../../report/watch/look-line.ts';
import type { Watched } from '../../report/watch/watched.ts';
import type { Call } from '../command.ts';
import { choosePaper } from '../paper.ts';
import { openScreen } from './screen.ts';

/** Where looks are shown. */
export interface View {
  show(watched: Watched): Promise<void>;
  close(): Promise<void>;
}

/** A screen that is refreshed in place, on a terminal; elsewhere, and for JSON, one line a look. */
export async function openView(call: Call, intervalMs: number): Promise<View> {
  const { stdout, options, environment } = call;
  if (options.output === 'json') return lines(call, renderLookJson);
  if (!stdout.isTTY || environment['TERM'] === 'dumb') return lines(call, renderLookLine);
  let latest: Watched | undefined;
  const draw = async (): Promise<void> => {
    const paper = choosePaper(options, stdout, environment);
    if (latest === undefined) return screen.show('deadwait looks at this host for the first time …\n');
    const { rows } = stdout;
    await screen.show(renderFrame(latest, { paper, intervalMs, ...(rows === undefined ? {} : { rows }) }));
  };
  const screen = await openScreen(stdout, () => void draw().catch(() => {}));
  await draw();
  return {
    show: async (watched) => {
      latest = watched;
      await draw();
    },
    // What was seen last stays to be read, on the usual screen.
    close: async () => {
      await screen.close();
      if (latest === undefined) return;
      await stdout.write(
        renderFrame(latest, { paper: choosePaper(options, stdout, environment), intervalMs }),
      );
    },
  };
}

function lines({ stdout }: Call, render: (watched: Watched) => string): View {
  return { show: (watched) => stdout.write(render(watched)), close: async () => {} };
}
