import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runDeadwait } from './run-deadwait.ts';

const BIN = fileURLToPath(new URL('../../bin/deadwait.js', import.meta.url));
const EXAMPLE = fileURLToPath(new URL('../../examples/kill-wait-18.09.2.tar.gz', import.meta.url));
const BUILT = existsSync(fileURLToPath(new URL('../../dist/.built', import.meta.url)));
/** Of util-linux: runs a command on a terminal of its own. */
const SCRIPT = '/usr/bin/script';

describe('deadwait diagnose --watch', () => {
  it.each([
    [['--case', EXAMPLE], 'needs-running-host'],
    [['--deep'], 'not-with-watch'],
    [['--out', 'report.txt'], 'not-with-watch'],
    [['--output', 'html'], 'unknown-format'],
    [['--watch', '1'], 'bad-value'],
    [['--watch', 'often'], 'bad-value'],
  ])('refuses %j, in words', async (more, code) => {
    const { status, stdout, stderr } = await runDeadwait(['diagnose', '--watch', ...more]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(`[${code}]`);
  });

  it('prints a short line for each look where there is no terminal', async () => {
    const { stdout, stderr } = await runDeadwait(['diagnose', '--watch', '2']);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC {2}[A-Z]+ {2}[^\n]+\n$/);
  });

  it('prints a line of JSON for each look', async () => {
    const { stdout } = await runDeadwait(['diagnose', '--watch', '--output', 'json']);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { look: number }).look)).toEqual([1]);
  });

  it('takes the screen of a terminal over, and gives it back', async () => {
    const { stdout } = await runDeadwait(['diagnose', '--watch', '--no-color'], {
      terminal: { columns: 100 },
    });
    expect(stdout.startsWith('\x1b[?1049h')).toBe(true);
    expect(stdout).toContain('deadwait looks at this host for the first time');
    expect(stdout).toContain('\x1b[?7h\x1b[?25h\x1b[?1049l');
  });

  it('writes lines to a terminal that knows no screens', async () => {
    const { stdout } = await runDeadwait(['diagnose', '--watch'], {
      terminal: { columns: 100 },
      environment: { TERM: 'dumb' },
    });
    expect(stdout).not.toContain('\x1b');
  });
});

/** Runs the program on a terminal of its own, and does something to it as soon as the text is on the screen. */
async function onTerminal(
  args: string,
  until: string,
  then: (pid: number, child: ReturnType<typeof spawn>) => void,
): Promise<{ printed: string; status: number | null }> {
  const folder = await mkdtemp(join(tmpdir(), 'dw-watch-'));
  const pidFile = join(folder, 'pid');
  // What is under the screen must be there again: a word before, a word behind. Ctrl-C is for the shell as well.
  const command = `trap : INT; stty cols 100 rows 40; echo before; sh -c 'echo $$ > ${pidFile}; exec ${process.execPath} ${BIN} ${args}'; status=$?; echo behind; exit $status`;
  const child = spawn(SCRIPT, ['-qefc', command, '/dev/null'], {
    env: { ...process.env, TERM: 'xterm-256color', NO_COLOR: '1', SHELL: '/bin/sh' },
  });
  let printed = '';
  let done = false;
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
    if (done || !printed.includes(until)) return;
    done = true;
    void readFile(pidFile, 'utf8').then((pid) => then(Number(pid), child));
  });
  try {
    return await new Promise((resolve) => child.on('close', (status) => resolve({ printed, status })));
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe.skipIf(!BUILT || !existsSync(SCRIPT))('the screen of --watch', () => {
  const LEFT = '\x1b[?7h\x1b[?25h\x1b[?1049l';

  it('is as it was after Ctrl-C, with the last look below it', async () => {
    const { printed, status } = await onTerminal('diagnose --watch', 'first look', (_pid, child) =>
      child.stdin?.write('\x03'),
    );
    expect([0, 1]).toContain(status);
    const [, after = ''] = printed.split(LEFT);
    expect(after).toContain('first look');
    expect(after).not.toContain('\x1b');
    expect(after.trimEnd().endsWith('behind')).toBe(true);
  });

  it('is as it was after SIGTERM, in the middle of the first look as well', async () => {
    for (const until of ['for the first time', 'first look']) {
      const { printed, status } = await onTerminal('diagnose --watch', until, (pid) =>
        process.kill(pid, 'SIGTERM'),
      );
      expect([0, 1]).toContain(status);
      expect(printed.split(LEFT)).toHaveLength(2);
    }
  });

  it('is drawn anew when the terminal has another size', async () => {
    const { printed } = await onTerminal(`diagnose --watch 3600`, 'first look', (pid, child) => {
      const tty = spawn('sh', ['-c', `stty cols 57 rows 9 < /proc/${pid}/fd/1`]);
      tty.on('close', () => setTimeout(() => child.stdin?.write('\x03'), 1500));
    });
    const frames = printed.split(LEFT)[0]?.split('\x1b[?2026h\x1b[H') ?? [];
    expect(frames.length).toBeGreaterThan(3);
    expect(frames.at(-1)).toMatch(/… \d+ more lines/);
  });
});
