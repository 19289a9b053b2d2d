// /proc/<pid>/mountinfo: proc_pid_mountinfo(5), Linux fs/proc_namespace.c (show_mountinfo).
//
//     332 316 0:39 / /data rw,nosuid,nodev,relatime - fuse.sshfs nas01:/export/vol1 rw,user_id=0,group_id=0,allow_other
//     27 1 254:0 / / rw,relatime shared:1 master:2 - ext4 /dev/vda rw,discard
//
// Any number of optional fields (`shared:1`, `master:2`, `unbindable`) stands before the ` - `. Blank, tab, line break
// and backslash are written as octal (`\040`, `\011`, `\012`, `\134`, and `#` as `\043` in sources). A source may be empty.

import type { Mount } from '../../model/task.ts';
import { ParseError } from '../parse-error.ts';

const MAX_BYTES = 16 * 1024 * 1024;

/** Every mount of a mount namespace; throws ParseError for a line that is none, but for a cut last one. */
export function parseMountinfo(text: string): readonly Mount[] {
  const lines = text.slice(0, MAX_BYTES).split('\n');
  const mounts: Mount[] = [];
  for (const [index, line] of lines.entries()) {
    if (line === '') continue;
    const mount = parseLine(line, index + 1);
    if (mount !== undefined) mounts.push(mount);
    else if (index < lines.length - 1 || index === 0) {
      throw new ParseError(
        'mountinfo',
        index + 1,
        'id parent device root point options - type source options',
        line,
      );
    }
  }
  return mounts;
}

function parseLine(text: string, line: number): Mount | undefined {
  const fields = text.split(' ');
  const separator = fields.indexOf('-', 6);
  const [id, parentId, device, root, mountPoint, options] = fields;
  const [fstype, source, superOptions] = fields.slice(separator + 1);
  if (separator === -1 || id === undefined || !/^\d{1,10}$/.test(id)) return undefined;
  if (parentId === undefined || !/^\d{1,10}$/.test(parentId)) return undefined;
  if (device === undefined || !/^\d{1,10}:\d{1,10}$/.test(device)) return undefined;
  if (root === undefined || mountPoint === undefined || options === undefined) return undefined;
  if (fstype === undefined || fstype === '' || source === undefined) return undefined;
  return {
    id: Number(id),
    parentId: Number(parentId),
    device,
    root: unescape(root),
    mountPoint: unescape(mountPoint),
    options,
    fstype: unescape(fstype),
    source: unescape(source),
    superOptions: unescape(superOptions ?? ''),
    line,
  };
}

function unescape(field: string): string {
  if (!field.includes('\\')) return field;
  return field.replace(/\\([0-3][0-7]{2})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );
}
