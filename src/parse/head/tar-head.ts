const BLOCK_BYTES = 512;
const MAGIC_AT = 257;
const MOST_ENTRIES = 200;

/** Names at the top of a case, or one folder below: files and folders. */
const OF_CASE =
  /^(?:\.\/)?(?:[^/]{1,255}\/)?(?:(?:captured_at|uname|dockerd\.pid|containerd\.pid|daemons\.json|manifest\.json)$|(?:docker|pprof|sockets|tasks|cri|logs|proc|sys|run)\/)/;

/** Whether the bytes begin a tar that may hold a case: of the names within reach, one fits, or none tells anything but folders. */
export function looksLikeTar(head: Uint8Array): boolean {
  if (textAt(head, MAGIC_AT, 5) !== 'ustar') return false;
  let files = 0;
  let at = 0;
  for (let entries = 0; entries < MOST_ENTRIES && at + BLOCK_BYTES <= head.byteLength; entries++) {
    if (textAt(head, at + MAGIC_AT, 5) !== 'ustar') break;
    const name = textAt(head, at, 100);
    if (OF_CASE.test(name)) return true;
    const type = textAt(head, at + 156, 1);
    if (type === '' || type === '0') files++;
    const size = Number.parseInt(textAt(head, at + 124, 12).trim() || '0', 8);
    if (!(size >= 0)) break;
    at += BLOCK_BYTES + Math.ceil(size / BLOCK_BYTES) * BLOCK_BYTES;
  }
  return files === 0;
}

/** Up to the first NUL. */
function textAt(bytes: Uint8Array, at: number, length: number): string {
  const field = Buffer.from(bytes.subarray(at, at + length)).toString('latin1');
  const end = field.indexOf('\0');
  return end < 0 ? field : field.slice(0, end);
}
