import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ParseError } from '../../../src/parse/parse-error.ts';
import { parseSsTable } from '../../../src/parse/socket/ss-table.ts';
import { inChunks, tableRows } from './table-rows.ts';

const golden = (name: string) => new Uint8Array(readFileSync(new URL(`goldens/${name}`, import.meta.url)));
const recorded = golden('kill-wait-18.09.2.ss.txt');
const parse = (text: string) => parseSsTable([new TextEncoder().encode(text)]);
const rows = async (text: string) => tableRows(await parse(text));

describe('parseSsTable', () => {
  it('reads the sockets of a dockerd whose clients are gone', async () => {
    const table = await parseSsTable([recorded]);
    expect(table).toMatchObject({ source: 'ss', file: 'sockets/ss-xanp.txt', peersKnown: true });
    expect(table.skippedRows).toBeUndefined();
    expect(tableRows(table)).toEqual([
      'stream established /var/run/docker.sock 34497 -> 0 queue 0 dockerd/11412',
      'stream established /var/run/docker.sock 34446 -> 0 queue 0 dockerd/11412',
      'stream established /var/run/docker.sock 34404 -> 0 queue 0 dockerd/11412',
      'stream listen /var/run/docker.sock 22823 -> 0 queue 0 dockerd/11412',
      'stream established - 145 -> 146 queue 0',
      'stream listen /run/containerd/s/7b5008db1b91a6fde2dff22148b8ca2d784f20b614169b0dcb13ef53e2dbf426 22932 -> 0 queue 0 containerd-shim/11489',
      'stream established /var/run/docker/containerd/containerd.sock 23628 -> 22856 queue 0 containerd/11420',
      'stream established - 22856 -> 23628 queue 0 dockerd/11412',
      'stream established - 146 -> 145 queue 0',
      'datagram closed @d7f59 342856 -> 0 queue 0 dockerd/15626',
    ]);
    expect([...table.line]).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  it('does not need the header line', async () => {
    const text = new TextDecoder().decode(recorded);
    expect(await rows(text.slice(text.indexOf('\n') + 1))).toEqual(tableRows(await parseSsTable([recorded])));
  });

  it('reads paths with blanks, numbers and stars in them', async () => {
    expect(
      await rows('u_str ESTAB 0 0  /srv/a b * 5 7/x.sock 34497   * 12 users:(("a",pid=1,fd=2))\n'),
    ).toEqual(['stream established /srv/a b * 5 7/x.sock 34497 -> 12 queue 0 a/1']);
  });

  it('reads the name of the peer that older ones print', async () => {
    expect(await rows('u_str  ESTAB 0  0   * 24001    /run/dbus/system bus 24000\n')).toEqual([
      'stream established - 24001 -> 24000 queue 0',
    ]);
  });

  it('reads users without pid= and fd=, as in CentOS 7.0', async () => {
    expect(
      await rows('u_str  ESTAB 0 0  /var/run/docker.sock 9 * 0  users:(("dockerd",1204,7),("x",1,2))\n'),
    ).toEqual(['stream established /var/run/docker.sock 9 -> 0 queue 0 dockerd/1204']);
  });

  it.each([
    ['a quote, a parenthesis and a blank', 'a" b),(c'],
    ['what looks like an entry', '",pid=1,fd=2)'],
    ['what looks like the end of the list', '",pid=1,fd=2))'],
    ['what looks like the beginning of the list', ' users:((x'],
    ['what looks like an older entry', '",1,2)) '],
  ])('finds the pid of a process whose name holds %s', async (_what, comm) => {
    const line = `u_str ESTAB 0 0 /x.sock 5 * 6 users:(("${comm}",pid=77,fd=3),("other",pid=8,fd=9))\n`;
    expect(await rows(line)).toEqual([`stream established /x.sock 5 -> 6 queue 0 ${comm}/77`]);
  });

  it('does not claim to know peers when ss had to read /proc/net/unix', async () => {
    const table = await parseSsTable([golden('no-unix-diag.ss.txt')]);
    expect(table.count).toBe(9);
    expect(table.peersKnown).toBe(false);
  });

  it('counts what is no socket, and passes over other families', async () => {
    const table = await parse(
      'tcp LISTEN 0 5 *:22 *:*\nrubbish\nu_str LISTEN 0 5 /x 1 * 0\nu_str ESTAB x 0 /x 1 * 0\n',
    );
    expect(table.count).toBe(1);
    expect(table.skippedRows).toBe(2);
  });

  it('gives an empty table for an empty text, and ParseError when nothing is a socket', async () => {
    expect((await parse('')).count).toBe(0);
    await expect(parse('not found\n')).rejects.toThrow(ParseError);
  });

  it('does not care where the text is cut into chunks', async () => {
    const whole = tableRows(await parseSsTable([recorded]));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 20 }),
        async (sizes) => {
          expect(tableRows(await parseSsTable(inChunks(recorded, sizes)))).toEqual(whole);
        },
      ),
    );
  });

  it('gives only whole rows of a text that was cut anywhere', async () => {
    const whole = tableRows(await parseSsTable([recorded]));
    for (let length = 0; length < recorded.length; length++) {
      const cut = await parseSsTable([recorded.subarray(0, length)]).catch((error: unknown) => error);
      if (cut instanceof ParseError) continue;
      if (cut instanceof Error || typeof cut !== 'object') throw cut;
      const found = tableRows(await parseSsTable([recorded.subarray(0, length)]));
      expect(found).toEqual(whole.slice(0, found.length));
    }
  });

  it('throws nothing but ParseError at random bytes and random words', async () => {
    const word = fc.constantFrom(
      'u_str',
      'ESTAB',
      '0',
      '*',
      ' ',
      '\n',
      'users:(("',
      '",pid=',
      ',fd=1)',
      ')',
      '"',
      '4294967296',
    );
    const text = fc.array(word, { maxLength: 60 }).map((words) => new TextEncoder().encode(words.join(' ')));
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 600 }), text), async (bytes) => {
        await parseSsTable([bytes]).catch((error: unknown) => expect(error).toBeInstanceOf(ParseError));
      }),
      { numRuns: 1_000 },
    );
  });

  it('keeps the row of a line that is longer than it holds', async () => {
    const users = Array.from({ length: 10_000 }, (_, index) => `("worker",pid=${index + 2},fd=3)`).join(',');
    const line = `u_str LISTEN 0 5 /x.sock 5 * 0 users:((${users.slice(1)})\n`;
    expect(await rows(`${line}${line.replace('/x', '/y')}`)).toEqual([
      'stream listen /x.sock 5 -> 0 queue 0 worker/2',
      'stream listen /y.sock 5 -> 0 queue 0 worker/2',
    ]);
  });
});
