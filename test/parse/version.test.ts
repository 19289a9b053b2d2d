import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareVersions, inRange, parseVersion, type Version } from '../../src/parse/version.ts';

const order = (a: string, b: string): number => {
  const [left, right] = [parseVersion(a), parseVersion(b)];
  if (left === undefined || right === undefined) throw new Error(`${a} or ${b} is no version`);
  return Math.sign(compareVersions(left, right));
};

describe('parseVersion', () => {
  it.each([
    ['18.09.2', { major: 18, minor: 9, patch: 2 }],
    ['20.10.24+dfsg1', { major: 20, minor: 10, patch: 24 }],
    ['17.03.2-ce', { major: 17, minor: 3, patch: 2 }],
    ['17.06.2-ee-25', { major: 17, minor: 6, patch: 2 }],
    ['v1.6.20~ds1', { major: 1, minor: 6, patch: 20 }],
    ['1.6.20~ds1-1+deb12u3', { major: 1, minor: 6, patch: 20 }],
    ['docker-v29.7.2', { major: 29, minor: 7, patch: 2 }],
    ['5:20.10.24~3-0~debian-bookworm', { major: 20, minor: 10, patch: 24 }],
    ['24.0.7-1ubuntu2', { major: 24, minor: 0, patch: 7 }],
    ['1.7.11-k3s2', { major: 1, minor: 7, patch: 11 }],
    ['20.10', { major: 20, minor: 10, patch: 0 }],
    ['1.6.0-10-gabcdef', { major: 1, minor: 6, patch: 0 }],
    ['23.0.0-rc.1', { major: 23, minor: 0, patch: 0, preRelease: { stage: 'rc', number: 1 } }],
    ['19.03.0-beta3', { major: 19, minor: 3, patch: 0, preRelease: { stage: 'beta', number: 3 } }],
    ['17.05.0-ce-rc1', { major: 17, minor: 5, patch: 0, preRelease: { stage: 'rc', number: 1 } }],
    ['1.7.0~rc.2', { major: 1, minor: 7, patch: 0, preRelease: { stage: 'rc', number: 2 } }],
  ] as const)('reads %s', (text, version) => {
    expect(parseVersion(text)).toEqual(version);
  });

  it.each([
    'dev',
    '',
    'N/A',
    '7ad184331fa3e55e52b890ea95e65ba581ae3429',
    'library-import',
    '18',
    'x18.09.2',
    `1.2.${'9'.repeat(400)}`,
  ])('does not take %j for a version', (text) => {
    expect(parseVersion(text)).toBeUndefined();
  });

  it('never throws, whatever it is given', () => {
    fc.assert(fc.property(fc.string({ maxLength: 300 }), (text) => void parseVersion(text)));
  });
});

describe('compareVersions', () => {
  it('puts a pre-release before its release, and after the release before it', () => {
    for (const pre of ['23.0.0-rc.1', '23.0.0-beta.1', '23.0.0~rc.1', '23.0.0-dev']) {
      expect(order(pre, '23.0.0')).toBe(-1);
      expect(order(pre, '20.10.24')).toBe(1);
    }
    expect(order('19.03.0-beta5', '19.03.0-rc1')).toBe(-1);
    expect(order('1.7.0-rc.2', '1.7.0-rc.10')).toBe(-1);
  });

  it('takes no notice of how a release was packed', () => {
    for (const packed of [
      '20.10.24+dfsg1',
      '20.10.24~ds1',
      '20.10.24-1ubuntu2',
      '20.10.24-ce',
      'v20.10.24+rc1',
    ]) {
      expect(order(packed, '20.10.24')).toBe(0);
    }
  });

  it('compares numbers, not texts', () => {
    expect(order('20.10.9', '20.10.10')).toBe(-1);
    expect(order('18.09.2', '18.9.2')).toBe(0);
  });

  const small = fc.integer({ min: 0, max: 3 });
  const version: fc.Arbitrary<Version> = fc
    .tuple(
      small,
      small,
      small,
      fc.constantFrom('', '-rc.1', '-rc2', '-beta', '~alpha.3', '-ce', '+dfsg1', '-dev'),
    )
    .map(
      ([major, minor, patch, suffix]) =>
        parseVersion(`${major}.${minor}.${patch}${suffix}`) ?? { major, minor, patch },
    );

  it('is a total order', () => {
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        expect(compareVersions(a, a)).toBe(0);
        expect(Math.sign(compareVersions(a, b)) + Math.sign(compareVersions(b, a))).toBe(0);
        if (compareVersions(a, b) <= 0 && compareVersions(b, c) <= 0)
          expect(compareVersions(a, c)).toBeLessThanOrEqual(0);
        if (compareVersions(a, b) === 0)
          expect(Math.sign(compareVersions(a, c))).toBe(Math.sign(compareVersions(b, c)));
      }),
    );
  });
});

describe('inRange', () => {
  const range = { from: '17.06', before: '20.10.10' };

  it('includes its beginning and excludes the release with the fix', () => {
    expect(inRange('17.06.0-ce', range)).toBe(true);
    expect(inRange('18.09.2', range)).toBe(true);
    expect(inRange('20.10.9+dfsg1', range)).toBe(true);
    expect(inRange('20.10.10', range)).toBe(false);
    expect(inRange('17.05.0-ce', range)).toBe(false);
    expect(inRange('17.06.0-ce-rc1', range)).toBe(false);
  });

  it('is open where an end is absent', () => {
    expect(inRange('1.0.0', {})).toBe(true);
    expect(inRange('29.7.2', { from: '18.06' })).toBe(true);
    expect(inRange('17.03.2-ce', { before: '18.06' })).toBe(true);
  });

  it('is unknown where a version cannot be read', () => {
    expect(inRange('dev', range)).toBeUndefined();
    expect(inRange('18.09.2', { from: 'unknown' })).toBeUndefined();
    expect(inRange('18.09.2', { before: 'master' })).toBeUndefined();
  });
});
