import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeBlock, codeSpan, escapeForMarkdown, escapeForTerminal } from '../../src/report/escape.ts';

describe('escaping for terminals', () => {
  it('shows controls, bidi overrides and invisible characters as escapes', () => {
    expect(escapeForTerminal('a\x1b[2Jb')).toBe('a\\x1b[2Jb');
    expect(escapeForTerminal('\x9b31m')).toBe('\\x9b31m');
    expect(escapeForTerminal('\u202egpj.exe')).toBe('\\u202egpj.exe');
    expect(escapeForTerminal('a\u200bb\ufeff')).toBe('a\\u200bb\\ufeff');
    expect(escapeForTerminal('one\ntwo\tthree\r')).toBe('one\\ntwo\\tthree\\r');
    expect(escapeForTerminal('\ud800')).toBe('\\ud800');
    expect(escapeForTerminal('\u{e0041}')).toBe('\\u{e0041}');
  });

  it('leaves letters of all scripts as they are', () => {
    expect(escapeForTerminal('名前 имя é 🎉 1\u00a0500')).toBe('名前 имя é 🎉 1\u00a0500');
  });

  it('gives one line without controls for any text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        (text) => !/[\u0000-\u001f\u007f-\u009f]/.test(escapeForTerminal(text)),
      ),
    );
  });
});

describe('escaping for Markdown', () => {
  it('opens no link, image, HTML, emphasis, code, cell or mention', () => {
    const escaped = escapeForMarkdown('<b> | `x` [a](b) ![c](d) *e* _f_ @g https://h ~i~');
    expect(escaped).toBe(
      '&lt;b&gt; \\| \\`x\\` \\[a\\](b) !\\[c\\](d) \\*e\\* \\_f\\_ &#64;g https&#58;//h \\~i\\~',
    );
  });

  it('begins no list, heading or rule', () => {
    expect(escapeForMarkdown('- a')).toBe('\\- a');
    expect(escapeForMarkdown('# a')).toBe('\\# a');
    expect(escapeForMarkdown('1. a')).toBe('1\\. a');
    expect(escapeForMarkdown('18.09.2')).toBe('18.09.2');
  });

  it('keeps code spans and blocks closed', () => {
    expect(codeSpan('a`b')).toBe('``a`b``');
    expect(codeSpan('`')).toBe('`` ` ``');
    expect(codeSpan('a|b')).toBe('a\\|b');
    expect(codeBlock(['```', 'x'])).toBe('````text\n```\nx\n````');
  });
});
