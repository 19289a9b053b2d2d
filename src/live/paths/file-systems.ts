// Kinds of file systems, by their magic numbers. Source: statfs(2), linux include/uapi/linux/magic.h, and each file system's own header.

/** A server outside of this kernel answers for them: any question may wait for it. */
const SERVED: ReadonlyMap<number, string> = new Map([
  [0x65735546, 'FUSE'],
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB2'],
  [0x01021997, '9P'],
  [0x00c36400, 'Ceph'],
  [0x5346414f, 'AFS'],
  [0x6b414653, 'AFS'],
  [0x0bd00bd0, 'Lustre'],
  [0x47504653, 'GPFS'],
  [0x19830326, 'BeeGFS'],
  [0x20030528, 'OrangeFS'],
  [0x73757245, 'Coda'],
  [0x564c, 'NCP'],
  [0x7461636f, 'OCFS2'],
  [0x01161970, 'GFS2'],
  [0x0187, 'autofs'],
]);

/** The kernel makes their files up when they are read, and reading may do something. */
const MADE_UP: ReadonlyMap<number, string> = new Map([
  [0x9fa0, 'proc'],
  [0x62656572, 'sysfs'],
  [0x64626720, 'debugfs'],
  [0x74726163, 'tracefs'],
  [0x73636673, 'securityfs'],
  [0x0027e0eb, 'cgroup'],
  [0x63677270, 'cgroup2'],
  [0xcafe4a11, 'bpf'],
  [0x62656570, 'configfs'],
  [0x6165676c, 'pstore'],
  [0xde5e81e4, 'efivarfs'],
  [0x19800202, 'mqueue'],
  [0x1cd1, 'devpts'],
  [0xf97cff8c, 'selinuxfs'],
  [0x43415d53, 'smackfs'],
  [0x6e736673, 'nsfs'],
  [0x42494e4d, 'binfmt_misc'],
  [0x65735543, 'fusectl'],
  [0x67596969, 'rpc_pipefs'],
  [0x6e667364, 'nfsd'],
  [0x09041934, 'anon_inode'],
]);

/** What the file system is called when a server outside of this kernel answers for it. `magic` is `f_type` of statfs(2). */
export function servedFileSystem(magic: number): string | undefined {
  return SERVED.get(magic >>> 0);
}

/** What the file system is called when the kernel makes its files up. */
export function madeUpFileSystem(magic: number): string | undefined {
  return MADE_UP.get(magic >>> 0);
}
