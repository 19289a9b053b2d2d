import { describe, expect, it } from 'vitest';
import { resolveLogContainers } from '../../src/collect/resolve-log-containers.ts';
import type { Container } from '../../src/model/container.ts';
import type { LogFile, LogTally } from '../../src/model/log.ts';

const A = 'a'.repeat(64);
const B = `${'a'.repeat(20)}${'b'.repeat(44)}`;
const C = 'c'.repeat(64);
const at = (line: number): LogTally['first'] => ({ file: 'logs/x.log', line, quote: `line ${line}` });

function tally(
  containerId: string | undefined,
  count: number,
  line: number,
  fields: Record<string, string> = {},
): LogTally {
  const id = containerId === undefined ? {} : { containerId };
  return {
    message: 'stop',
    ...id,
    fields,
    count,
    firstAtMs: line,
    lastAtMs: line + 1,
    first: at(line),
    last: at(line + 1),
  };
}
const log = (...tallies: readonly LogTally[]): LogFile => ({
  daemon: 'x',
  file: 'logs/x.log',
  lineCount: 9,
  bytes: 9,
  tallies,
});
const container = (id: string, name: string): Container => ({
  id,
  name,
  runtime: 'docker',
  mounts: [],
  evidence: at(1),
});

describe('resolveLogContainers', () => {
  it('adds up what a log says of one container under its short and its full id', () => {
    const [resolved] = resolveLogContainers([log(tally(C.slice(0, 12), 2, 5), tally(C, 3, 1))], []);
    expect(resolved?.tallies).toEqual([{ ...tally(C, 5, 1), last: at(6), lastAtMs: 6 }]);
  });

  it('knows the ids of other logs and of the host', () => {
    const logs = resolveLogContainers([log(tally(C.slice(0, 12), 1, 1)), log(tally(C, 1, 1))], []);
    expect(logs[0]?.tallies[0]?.containerId).toBe(C);
    expect(
      resolveLogContainers([log(tally(C.slice(0, 12), 1, 1))], [container(C, 'web')])[0]?.tallies[0]
        ?.containerId,
    ).toBe(C);
  });

  it('leaves a short id alone that fits two containers, or none', () => {
    const before = log(
      tally('a'.repeat(12), 1, 1),
      tally('b'.repeat(12), 1, 1),
      tally(`${'c'.repeat(12)}dd`, 1, 1),
    );
    const containers = [container(A, 'a'), container(B, 'b'), container(C, 'c')];
    expect(resolveLogContainers([before], containers)[0]?.tallies).toEqual(before.tallies);
  });

  it('takes the name in an API call for the container that has it', () => {
    const [resolved] = resolveLogContainers(
      [log(tally(undefined, 2, 5, { t: '5', name: 'web' }), tally(C, 1, 1, { t: '5' }))],
      [container(C, 'web')],
    );
    expect(resolved?.tallies.map(({ containerId, count, fields }) => [containerId, count, fields])).toEqual([
      [C, 3, { t: '5' }],
    ]);
  });
});
