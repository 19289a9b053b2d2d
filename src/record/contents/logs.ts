import type { Host } from '../../host/host.ts';
import type { CaseEntry, EntryList } from '../recording.ts';

/** The end of each log, from the beginning of a line. */
export const logs: EntryList = async (host, { logBytes }) =>
  (await host.list('logs')).map((name): CaseEntry => {
    const path = `logs/${name}`;
    return {
      path,
      kind: 'text',
      maxBytes: Number.POSITIVE_INFINITY,
      open: () => openTail(host, path, logBytes),
    };
  });

async function openTail(host: Host, path: string, bytes: number): Promise<AsyncIterable<Uint8Array>> {
  return tail(await host.open(path), bytes);
}

/** The last bytes of a stream that is read to its end; holds as much, and one chunk more. */
async function* tail(chunks: AsyncIterable<Uint8Array>, bytes: number): AsyncGenerator<Uint8Array> {
  const kept: Uint8Array[] = [];
  let size = 0;
  let cut = false;
  for await (const chunk of chunks) {
    kept.push(chunk);
    size += chunk.byteLength;
    for (let first = kept[0]; first !== undefined && size - first.byteLength >= bytes; first = kept[0]) {
      kept.shift();
      size -= first.byteLength;
      cut = true;
    }
  }
  for (const chunk of kept) {
    const start: number = cut ? chunk.indexOf(0x0a) + 1 : 0;
    cut &&= start === 0;
    if (!cut) yield chunk.subarray(start);
  }
}
