import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/exit-status.ts';
import { FAULTS } from '../../src/cli/faults.ts';
import { runDeadwait } from './run-deadwait.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'deadwait-faults-'));
afterAll(() => rmSync(scratch, { recursive: true }));
const file = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(scratch, name), content);
  return join(scratch, name);
};

const EXAMPLE = join(ROOT, 'examples/kill-wait-18.09.2.tar.gz');

describe('faults', () => {
  it.each([
    ['unknown-command', ['diagnoze']],
    ['unknown-option', ['sockets', '--nonsense']],
    ['bad-value', ['diagnose', '--width', 'wide']],
    ['bad-value', ['diagnose', '--case']],
    ['too-many-arguments', ['diagnose', 'more']],
    ['too-many-arguments', ['--ascii', 'sockets']],
    ['unknown-format', ['diagnose', '--output', 'yaml']],
    ['unknown-format', ['sockets', '--output', 'markdown']],
    ['case-not-found', ['diagnose', '--case', join(scratch, 'nowhere')]],
    ['not-a-case', ['diagnose', '--case', file('text', 'this is no archive')]],
    ['not-a-case', ['diagnose', '--case', '/dev/null']],
    ['not-a-case', ['diagnose', '--case', scratch]],
    ['case-with-files', ['logs', '--case', EXAMPLE, 'dockerd.log']],
    ['case-with-host', ['diagnose', '--case', EXAMPLE, '--root', '/']],
    ['case-with-host', ['diagnose', '--case', EXAMPLE, '--docker-socket', '/x']],
    ['root-not-found', ['diagnose', '--root', scratch]],
    ['case-not-written', ['collect', '--case', EXAMPLE, '-o', '/proc/taken.tar.gz']],
    ['out-exists', ['collect', '--case', EXAMPLE, '-o', file('taken.tar.gz', '')]],
    ['bad-value', ['collect', '--log-bytes', 'many']],
    ['file-not-found', ['goroutines', join(scratch, 'nowhere')]],
    ['file-unreadable', ['goroutines', scratch]],
    ['file-not-understood', ['goroutines', file('dump', 'no goroutine anywhere')]],
    ['file-not-understood', ['sockets', file('empty', '')]],
    ['file-not-understood', ['logs', '-', '-']],
    ['file-not-understood', ['heap', file('binary', new Uint8Array([1, 2, 3, 0, 255]))]],
    [
      'file-not-understood',
      ['heap', file('broken.pb', new Uint8Array([0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 1]))],
    ],
    ['out-not-writable', ['causes', '--out', join(scratch, 'no', 'folder')]],
    ['out-exists', ['causes', '--out', file('report.txt', '')]],
    ['out-not-a-file', ['causes', '--out', '/dev/null']],
    ['out-not-a-file', ['causes', '--force', '--out', scratch]],
    ['bad-value', ['release', '--confirm', 'DEADBEEF']],
    ['release-of-case', ['release', '--case', EXAMPLE, '--confirm', '0123456789abcdef0123456789abcdef']],
    ['needs-running-host', ['debug', 'status', '--case', EXAMPLE]],
    ['needs-running-host', ['forward', '--case', EXAMPLE]],
    ['address-not-usable', ['serve', '--listen', 'everywhere']],
    ['folder-not-usable', ['serve', join(scratch, 'nowhere')]],
    ['debug-below-root', ['debug', 'on', '--root', '/']],
    [
      'debug-refused',
      ['debug', 'on', '--docker-socket', join(scratch, 'no.sock'), '--state', join(scratch, 'state')],
    ],
    ['bad-value', ['debug']],
    ['bad-value', ['debug', 'maybe']],
    ['too-many-arguments', ['debug', 'on', 'off']],
    ['bad-value', ['forward', '--port', '70000']],
    ['docker-not-reached', ['forward', '--docker-socket', join(scratch, 'no.sock')]],
    ['knowledge-not-usable', ['causes', '--knowledge', join(scratch, 'nowhere')]],
    ['unknown-cause', ['causes', 'container-cannot-di']],
  ])('%s: %j', async (code, argv) => {
    const { status, stdout, stderr } = await runDeadwait(argv);
    expect(stderr.split('\n')).toEqual([
      expect.stringContaining(`[${code}]`),
      expect.stringMatching(/^ {2}\S/),
      '',
    ]);
    expect(stderr).toMatch(/^deadwait: /);
    expect(stdout).toBe('');
    expect(status).toBe(EXIT.fault);
  });

  it('suggest what was probably meant', async () => {
    expect((await runDeadwait(['diagnoze'])).stderr).toContain('did you mean diagnose?');
    expect((await runDeadwait(['causes', 'container-cannot-di'])).stderr).toContain(
      'did you mean container-cannot-die?',
    );
  });

  it('print nothing that acts on the terminal', async () => {
    expect((await runDeadwait(['\x1b[2Jx'])).stderr).toContain('\\x1b[2Jx');
  });

  it('are all in docs/exit-status.md, and that lists no other', () => {
    const documented = [...read('docs/exit-status.md').matchAll(/^\| `([a-z-]+)` +\|/gm)].map(
      (match) => match[1],
    );
    const launcher = [...read('bin/deadwait.js').matchAll(/\[([a-z]+(?:-[a-z]+)+)\]/g)].map(
      (match) => match[1],
    );
    expect(documented.toSorted()).toEqual([...Object.keys(FAULTS), ...launcher].toSorted());
  });

  it('statuses are all in docs/exit-status.md', () => {
    const documented = [...read('docs/exit-status.md').matchAll(/^\| (\d+) +\|/gm)].map((match) =>
      Number(match[1]),
    );
    expect(documented).toEqual(Object.values(EXIT));
  });
});

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}
