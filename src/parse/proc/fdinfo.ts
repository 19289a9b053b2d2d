// /proc/<pid>/fdinfo/<fd>: proc_pid_fdinfo(5), Linux fs/proc/fd.c (seq_show), since 3.15 with mnt_id.
//
//     pos:	0
//     flags:	0100000
//     mnt_id:	332
//
// The number is that of the first field of mountinfo, in the mount namespace that the mount belongs to.

/** The id of the mount that an open file lies on; undefined where the text does not say. */
export function parseMountId(text: string): number | undefined {
  const [, id] = /^mnt_id:[ \t]*(\d{1,10})$/m.exec(text) ?? [];
  return id === undefined ? undefined : Number(id);
}
