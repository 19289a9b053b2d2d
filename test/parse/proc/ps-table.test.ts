import { describe, expect, it } from 'vitest';
import { parsePsTable } from '../../../src/parse/proc/ps-table.ts';
import { chunksOf } from './parsers.ts';

const parse = (text: string) => parsePsTable(chunksOf(new TextEncoder().encode(text), 64));

describe('the thread table of ps', () => {
  it('keeps the blanks of a name that fills its column', async () => {
    const row =
      ' 1203  1203     1 Ss   do_epoll_wait                            Nov24  80211 tmux: server    tmux new -s a\n';
    const [thread] = await parse(row);
    expect(thread).toMatchObject({
      pid: 1203,
      comm: 'tmux: server',
      args: 'tmux new -s a',
      elapsedSeconds: 80211,
    });
  });

  it('reads a name that is not padded, as after a name was replaced', async () => {
    const row =
      '32275 32279     1 Ssl  request_wait_answer                      02:16     164 dockerd /usr/bin/dockerd -D --host x\n';
    const [thread] = await parse(row);
    expect(thread).toMatchObject({ tid: 32279, comm: 'dockerd', args: '/usr/bin/dockerd -D --host x' });
  });

  it('does not take a dash for a wait channel', async () => {
    const [thread] = await parse(
      ' 6879  6879 32339 Z    -                                        02:18       0 containerd      [containerd] <defunct>\n',
    );
    expect(thread).not.toHaveProperty('wchan');
    expect(thread).toMatchObject({ state: 'Z', args: '[containerd] <defunct>' });
  });

  it('refuses a line that is no row, and says which', async () => {
    await expect(parse('hello\n')).rejects.toThrow('ps-table at 1');
  });

  it('cuts arguments that are as long as a book', async () => {
    const [thread] = await parse(
      `    7     7     1 S    do_wait                                  02:16       1 sh              sh ${'x'.repeat(100_000)}\n`,
    );
    expect(thread?.args.length).toBe(4096);
  });
});
