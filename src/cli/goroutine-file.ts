import { joinChunks, limitBytes } from '../system/chunks.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { looksPasted, readPastedStacks, type PastedStacks } from '../parse/go/pasted/pasted-stacks.ts';
import { counted } from '../wording/phrases.ts';
import { isBinary, type BareFile } from './bare-file.ts';
import { profileName } from './profile-name.ts';

const PLACE = 'pprof/dockerd/goroutine';
/** Pastes are small; one that is larger is a fault. */
const MOST_PASTED_BYTES = 64 << 20;

/** A dump as Go printed it, out of one that was copied from a log, a mail or a thread. */
export async function unpasteGoroutines(file: BareFile): Promise<{ file: BareFile; says?: string }> {
  if (isBinary(file) || !looksPasted(file.head)) return { file };
  const bytes = await joinChunks(
    limitBytes(file.open(), MOST_PASTED_BYTES, file.name),
    MOST_PASTED_BYTES,
    file.name,
  );
  const stacks = readPastedStacks(Buffer.from(bytes).toString('utf8'));
  if (stacks === undefined) return { file: fileOf(file, bytes) };
  const says = whatWasLeft(stacks);
  return {
    file: fileOf(file, Buffer.from(stacks.text)),
    ...(says === undefined ? {} : { says }),
  };
}

function fileOf({ name }: BareFile, bytes: Uint8Array): BareFile {
  return {
    name,
    head: Buffer.from(bytes.subarray(0, 64 * 1024)).toString('latin1'),
    open: async function* () {
      yield bytes;
    },
    openPlain: async () => undefined,
  };
}

function whatWasLeft({ form, otherLines, headless }: PastedStacks): string | undefined {
  const parts = [
    ...(form === 'debug1' ? ['it tells neither states nor waits'] : []),
    ...(headless > 0
      ? [`${counted(headless, 'stack')} in it ${headless === 1 ? 'has' : 'have'} no header`]
      : []),
    ...(otherLines > 0
      ? [`${counted(otherLines, 'line')} in it ${otherLines === 1 ? 'is' : 'are'} no part of a stack`]
      : []),
  ];
  return parts.length === 0 ? undefined : `This is an excerpt: ${parts.join('; ')}.`;
}

/**
 * Where the case layout has a goroutine profile of this form; undefined when the file is none. Told by content: a full dump may
 * have anything in front of it, such as a panic's message or a log's lines.
 */
export function placeOfGoroutines(file: BareFile): string | undefined {
  const { head } = file;
  if (head.startsWith('goroutine profile:')) return `${PLACE}.debug1.txt`;
  if (/^goroutine \d{1,19} (?:[^[\n]{0,80})?\[/m.test(head)) return `${PLACE}.debug2.txt`;
  return isBinary(file) ? `${PLACE}.pb.gz` : undefined;
}

/** The profiles of a file under the name that the user gave it. */
export function renameGoroutines(snapshot: Snapshot, file: BareFile): Snapshot {
  return {
    ...snapshot,
    goroutines: snapshot.goroutines.map((profile) => ({ ...profile, ...profileName(file) })),
  };
}
