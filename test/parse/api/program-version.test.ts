import { expect, it } from 'vitest';
import { parseProgramVersion } from '../../../src/parse/api/program-version.ts';
import { ParseError } from '../../../src/parse/parse-error.ts';

it.each([
  ['containerd github.com/containerd/containerd 1.6.20~ds1 1.6.20~ds1-1+deb12u3\n', '1.6.20~ds1'],
  ['containerd containerd.io 1.6.28 ae07eda36dd25f8a1b98dfbf587313b99c0190bb\n', '1.6.28'],
  ['containerd github.com/containerd/containerd v1.7.13 7c3aca7a610df76212171d200ca3811ff6096eb8', 'v1.7.13'],
  [
    'containerd github.com/containerd/containerd/v2 v2.1.5 fcd43222d6b07379a4be9786bda52438f0dd16a1',
    'v2.1.5',
  ],
  ['crio version 1.28.4\nVersion:        1.28.4\nGitCommit:      unknown\n', '1.28.4'],
])('%s', (text, version) => {
  expect(parseProgramVersion(text)).toBe(version);
});

it.each([[''], ['usage: containerd'], ['containerd github.com/containerd/containerd\n1.6.20']])(
  'has no version in its first line: %j',
  (text) => {
    expect(() => parseProgramVersion(text)).toThrow(ParseError);
  },
);
