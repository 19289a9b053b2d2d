import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ParseError } from '../../../src/parse/parse-error.ts';
import { countDescriptors } from '../../../src/parse/proc/descriptor-count.ts';

const LIST = [
  '0 /dev/null',
  '1 /var/lib/dockerd.log',
  '3 socket:[377440]',
  '4 anon_inode:[eventpoll]',
  '5 pipe:[26715]',
  '6 net:[4026531840]',
  '7 /dev/shm/x y (deleted)',
  '27 /var/run/docker/containerd/10ede9a37887/init-stdout',
  '28 /run/containerd/io.containerd.grpc.v1.cri/containers/f8/io/3/f8-stderr',
  '1000 socket:[397990]',
  '',
].join('\n');

async function* chunksOf(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let from = 0;
  for (const size of sizes) {
    yield bytes.subarray(from, from + size);
    from += size;
  }
  yield bytes.subarray(from);
}

const count = (text: string, sizes: readonly number[] = []): ReturnType<typeof countDescriptors> =>
  countDescriptors(chunksOf(new TextEncoder().encode(text), sizes));

describe('countDescriptors', () => {
  it('counts descriptors by what they point to, and quotes the last', async () => {
    expect(await count(LIST)).toEqual({
      total: 10,
      byKind: new Map([
        ['anon_inode', 1],
        ['device', 1],
        ['fifo', 2],
        ['file', 2],
        ['namespace', 1],
        ['pipe', 1],
        ['socket', 2],
      ]),
      lastLine: { line: 10, text: '1000 socket:[397990]' },
    });
  });

  it('counts the same wherever the chunks end', async () => {
    const whole = await count(LIST);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 40 })), async (sizes) => {
        expect(await count(LIST, sizes)).toEqual(whole);
      }),
    );
  });

  it('throws ParseError for an empty list, another file, and a line without end', async () => {
    await expect(count('')).rejects.toThrow(ParseError);
    await expect(count('Name:\tdockerd\n')).rejects.toThrow(ParseError);
    await expect(count(`0 ${'x'.repeat(100_000)}`)).rejects.toThrow(/a shorter line/);
  });

  it('throws nothing but ParseError for random bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        try {
          await countDescriptors(chunksOf(bytes, []));
        } catch (error) {
          expect(error).toBeInstanceOf(ParseError);
        }
      }),
    );
  });
});
