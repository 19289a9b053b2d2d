import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutTo, displayWidth, wrapText } from '../../src/report/terminal/columns.ts';

describe('columns', () => {
  it('count wide characters twice and combining marks not at all', () => {
    expect(displayWidth('abc')).toBe(3);
    expect(displayWidth('名前')).toBe(4);
    expect(displayWidth('e\u0301')).toBe(1);
    expect(displayWidth('1\u00a0500')).toBe(5);
  });

  it('are never exceeded by what is cut or wrapped', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 4, max: 40 }), (text, room) => {
        expect(displayWidth(cutTo(text, room, '…'))).toBeLessThanOrEqual(room);
        for (const line of wrapText(text, room)) expect(displayWidth(line)).toBeLessThanOrEqual(room);
      }),
    );
  });

  it('lose no letter by wrapping', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 4, max: 40 }), (text, room) => {
        expect(wrapText(text, room).join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      }),
    );
  });
});
