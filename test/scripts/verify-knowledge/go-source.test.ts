import { expect, test } from 'vitest';
import { narrow } from '../../../scripts/verify-knowledge/check-functions.ts';
import { checkRanges } from '../../../scripts/verify-knowledge/check-ranges.ts';
import { parseGoFile } from '../../../scripts/verify-knowledge/go-source.ts';
import { parsePage, renderPage, type Row } from '../../../scripts/verify-knowledge/page.ts';
import { loadCauses } from '../../../src/knowledge/load-causes.ts';

const SOURCE = `package daemon

// func (daemon *Daemon) NotThis() {
func (daemon *Daemon) Kill(container *container.Container) error {
	container.Lock()
	go func() {
	}()
	return nil
}

func (s StreamService) PortForward(id string) error { return nil }

func plain[T any](x T) {
	C.dm_udev_wait(1)
}
`;

test('functions of a Go file are found with receiver, extent, closures and locks', () => {
  const { packageName, functions, calledInC } = parseGoFile(SOURCE);
  expect(packageName).toBe('daemon');
  expect(
    functions.map(({ receiver, pointer, name, line, endLine }) => [receiver, pointer, name, line, endLine]),
  ).toEqual([
    ['Daemon', true, 'Kill', 4, 9],
    ['StreamService', false, 'PortForward', 11, 11],
    [undefined, false, 'plain', 13, 15],
  ]);
  expect(functions.map(({ closure, locks }) => [closure, locks])).toEqual([
    [true, true],
    [false, false],
    [false, false],
  ]);
  expect(calledInC).toEqual(['dm_udev_wait']);
});

test('a range is narrowed to the versions of a group, and is none where they do not meet', () => {
  expect(narrow([{ before: '20.10.10' }], { from: '17.06.0' })).toEqual([
    { from: '17.06.0', before: '20.10.10' },
  ]);
  expect(narrow([{ from: '23.0.0' }], { before: '20.10.10' })).toEqual([]);
});

const [known] = (await loadCauses([])).filter(({ id }) => id === 'dockerd-kill-unbounded-wait');

test('a fix inside the affected range and advice to a release that is affected are wrong', () => {
  const says = (change: object): readonly string[] =>
    checkRanges({ ...known!, ...change }, undefined)
      .filter(({ status }) => status === 'wrong')
      .map(({ claim }) => claim);
  expect(says({})).toEqual([]);
  expect(says({ fixed: [{ version: '19.03.3', by: 'moby#1' }] })).toEqual(['fixed 19.03.3']);
  const remedy = { id: 'upgrade-dockerd', risk: 'None.' };
  expect(says({ remedies: [{ ...remedy, says: 'Upgrade to 20.10.9 or newer.' }] })).toEqual([
    'remedy upgrade-dockerd',
  ]);
  expect(
    says({
      affected: [{ from: '23.0.0' }],
      fixed: [],
      remedies: [{ ...remedy, says: 'Upgrade to 20.10.10.' }],
    }),
  ).toEqual(['remedy upgrade-dockerd']);
});

test('the page is read back as it was written, so that a run over some files keeps the rows of the others', () => {
  const row: Row = {
    file: 'dockerd/a.yaml',
    ok: 3,
    wrong: 1,
    unable: 1,
    unverified: 2,
    open: 0,
    digest: '0123456789abcdef0123456789abcdef',
    notes: [
      '- wrong: dockerd/a.yaml: holds: is not there',
      '- cannot be checked: dockerd/a.yaml: log x: no source',
    ],
  };
  expect(parsePage(renderPage([row], [['moby', 'abc']], ['kubernetes']))).toEqual([row]);
});
