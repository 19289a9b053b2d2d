import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseDpkgStatus } from '../../../src/parse/package/dpkg-status.ts';
import { ParseError } from '../../../src/parse/parse-error.ts';

const STATUS = `Package: containerd
Status: install ok installed
Priority: optional
Description: a runtime
 Version: 9.9 is no field in here
Architecture: amd64
Version: 1.6.20~ds1-1+deb12u3

Package: containerd-old
Status: deinstall ok config-files
Version: 1.4

Package: zlib1g
Status: install ok installed
Version: 1:1.2.13`;

it('tells the installed packages that are wanted', () => {
  expect(parseDpkgStatus(STATUS, (name) => name.includes('containerd'))).toEqual([
    { name: 'containerd', version: '1.6.20~ds1-1+deb12u3', architecture: 'amd64' },
  ]);
  expect(parseDpkgStatus(STATUS, () => true).map(({ name }) => name)).toEqual(['containerd', 'zlib1g']);
  expect(parseDpkgStatus('', () => true)).toEqual([]);
});

it('throws nothing but ParseError', () => {
  expect(() => parseDpkgStatus('\x7fELF', () => true)).toThrow(ParseError);
  fc.assert(
    fc.property(fc.string(), (text) => {
      try {
        parseDpkgStatus(text, () => true);
      } catch (error) {
        if (!(error instanceof ParseError)) throw error;
      }
    }),
  );
});
