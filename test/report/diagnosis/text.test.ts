import { describe, expect, it } from 'vitest';
import { renderText } from '../../../src/report/diagnosis/text.ts';
import { displayWidth } from '../../../src/report/terminal/columns.ts';
import { healthy, killWait } from '../fixtures/kill-wait.ts';
import { withHostileText } from '../fixtures/hostile.ts';

const plain = { color: false, ascii: false };
const SGR = /\x1b\[[0-9;]{1,12}m/g;

describe('the text report', () => {
  it.each([80, 200])('reads well at %i columns', async (width) => {
    await expect(renderText(killWait, { ...plain, width })).toMatchFileSnapshot(
      `goldens/kill-wait.${width}.txt`,
    );
  });

  it('reads well in colour', async () => {
    await expect(renderText(killWait, { width: 100, color: true, ascii: false })).toMatchFileSnapshot(
      'goldens/kill-wait.100.color.txt',
    );
  });

  it('reads well in ASCII', async () => {
    await expect(renderText(killWait, { width: 80, color: false, ascii: true })).toMatchFileSnapshot(
      'goldens/kill-wait.80.ascii.txt',
    );
  });

  it('has the verdict in its first line', () => {
    expect(renderText(killWait, { ...plain, width: 100 }).split('\n')[0]).toBe(`LEAK  ${killWait.headline}`);
    expect(renderText(healthy, { ...plain, width: 100 }).split('\n')[0]).toBe(`HEALTHY  ${healthy.headline}`);
  });

  it.each([40, 57, 80, 100, 133, 200])(
    'keeps within %i columns, but for commands that are to be copied',
    (width) => {
      const lines = renderText(killWait, { ...plain, width }).split('\n');
      expect(lines.filter((line) => displayWidth(line) > width && !line.includes('$ '))).toEqual(
        width < 80 ? expect.anything() : [],
      );
    },
  );

  it('says the same with and without colour', () => {
    const colored = renderText(killWait, { width: 100, color: true, ascii: false });
    expect(colored.replace(SGR, '').replace(/ +$/gm, '')).toBe(
      renderText(killWait, { ...plain, width: 100 }),
    );
  });

  it('prints nothing but ASCII when asked to', () => {
    expect(renderText(withHostileText(killWait), { width: 100, color: false, ascii: true })).toMatch(
      /^[\x20-\x7e\n]*$/,
    );
  });

  it('lets nothing that a host chose act on the terminal', () => {
    for (const color of [false, true]) {
      const printed = renderText(withHostileText(killWait), { width: 120, color, ascii: false }).replace(
        SGR,
        '',
      );
      expect(printed).not.toMatch(
        /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/,
      );
    }
  });

  it('tells the chain of findings that explain each other once', () => {
    const printed = renderText(killWait, { ...plain, width: 100 });
    for (const link of ['symptom', 'descriptors', 'goroutines', 'logs', 'tasks', 'backend', 'version'])
      expect(printed.split('\n').filter((line) => line.trimStart().startsWith(`${link} `))).toHaveLength(1);
  });

  it('numbers what to do with the automatic remedies first', () => {
    const printed = renderText(killWait, { ...plain, width: 200 });
    const numbered = printed.split('\n').filter((line) => /^ {2}\d\. /.test(line));
    expect(numbered.map((line) => line.includes('[automatic]'))).toEqual([true, true, true, false, false]);
  });
});
