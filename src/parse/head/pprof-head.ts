const LAST_FIELD = 14;
const ENOUGH_FIELDS = 6;
/** Fields of profile.proto that are messages, strings or packed numbers; all others are one number. */
const WITH_LENGTH: ReadonlySet<number> = new Set([1, 2, 3, 4, 5, 6, 11, 13]);

/** Whether the bytes begin a profile.proto: its first fields are fields that there are, each of the type that it has. */
export function looksLikePprof(head: Uint8Array): boolean {
  let at = 0;
  let fields = 0;
  const varint = (): number | undefined => {
    let value = 0;
    for (let i = 0; i < 10 && at < head.byteLength; i++) {
      const byte = head[at++] ?? 0;
      value += (byte & 0x7f) * 2 ** (7 * i);
      if (byte < 0x80) return value;
    }
    return undefined;
  };
  while (fields < ENOUGH_FIELDS && at < head.byteLength) {
    const key = varint();
    const field = key === undefined ? 0 : Math.floor(key / 8);
    if (key === undefined || field < 1 || field > LAST_FIELD) return false;
    const type = key % 8;
    if (type !== (WITH_LENGTH.has(field) ? 2 : 0)) return false;
    const value = varint();
    if (value === undefined) return false;
    if (type === 2) at += value;
    fields++;
  }
  return fields >= ENOUGH_FIELDS;
}
