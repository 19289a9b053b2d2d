import { describe, expect, test } from 'vitest';
import { programFrame, stableName } from '../../../src/parse/go/program-frame.ts';

const stack = (...functions: string[]) => functions.map((name) => ({ function: name }));

describe('the frame that tells what a program does', () => {
  test.each([
    [
      'github.com/containerd/fifo.(*fifo).Read',
      [
        'internal/poll.runtime_pollWait',
        'os.(*File).Read',
        'github.com/containerd/fifo.(*fifo).Read',
        'io.Copy',
      ],
    ],
    [
      'os/exec.(*Cmd).writerDescriptor.func1',
      ['io.Copy', 'os/exec.(*Cmd).writerDescriptor.func1', 'runtime.goexit'],
    ],
    ['runtime.gopark', ['runtime.gopark', 'runtime.bgsweep']],
  ])('is %s', (expected, functions) => {
    expect(programFrame(stack(...functions))?.function).toBe(expected);
  });

  test('is none where there is no frame', () => {
    expect(programFrame([])).toBeUndefined();
  });
});

describe('a name that is the same in every build', () => {
  test.each([
    [
      'github.com/docker/docker/vendor/github.com/containerd/ttrpc.(*Client).run.func1',
      'ttrpc.(*Client).run.func',
    ],
    ['github.com/containerd/ttrpc.(*Client).run.func2.1', 'ttrpc.(*Client).run.func'],
    ['github.com/moby/moby/v2/daemon.(*Daemon).Kill', 'daemon.(*Daemon).Kill'],
    ['github.com/containerd/containerd/v2.(*task).Wait', 'containerd.(*task).Wait'],
    ['main.main', 'main.main'],
  ])('%s', (printed, expected) => {
    expect(stableName(printed)).toBe(expected);
  });
});
