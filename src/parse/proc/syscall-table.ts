// Numbers and arguments of the system calls that reach a file system: Linux arch/x86/entry/syscalls/syscall_64.tbl and
// include/uapi/asm-generic/unistd.h (aarch64; also riscv64 and loongarch64). Numbers never change once given.
//
//     257	common	openat			sys_openat
//     #define __NR_openat 56
//
// Argument positions are those of the manual pages, from 0.

/** How a system call names its file. */
export interface SyscallShape {
  readonly name: string;
  /** Position of a descriptor of the file itself. */
  readonly fd?: number;
  /** Position of a second one, for what copies from one file to another. */
  readonly otherFd?: number;
  /** Position of a descriptor of the folder that a relative path starts from; AT_FDCWD is none. */
  readonly folderFd?: number;
  /** Position of a pointer to a path. */
  readonly path?: number;
  /** It may need write access to the file system, which a freeze holds back. */
  readonly writes: boolean;
}

/**
 * x86-64, aarch64 (-1: not there), the name, and `f`, `g`, `d`, `p` + position, `w` for writes. close(2) takes its descriptor out of the
 * table before it waits: by then the number may be that of another file, so it has none here.
 */
const TABLE = `
0 63 read f0
1 64 write f0 w
2 -1 open p0 w
3 57 close w
4 -1 stat p0
5 80 fstat f0
6 -1 lstat p0
8 62 lseek f0
9 222 mmap f4
11 215 munmap
16 29 ioctl f0 w
17 67 pread64 f0
18 68 pwrite64 f0 w
19 65 readv f0
20 66 writev f0 w
21 -1 access p0
26 227 msync w
40 71 sendfile f0 g1 w
59 221 execve p0
72 25 fcntl f0
73 32 flock f0
74 82 fsync f0 w
75 83 fdatasync f0 w
76 45 truncate p0 w
77 46 ftruncate f0 w
78 -1 getdents f0
80 49 chdir p0
81 50 fchdir f0
82 -1 rename p0 w
83 -1 mkdir p0 w
84 -1 rmdir p0 w
85 -1 creat p0 w
86 -1 link p0 w
87 -1 unlink p0 w
88 -1 symlink p1 w
89 -1 readlink p0
90 -1 chmod p0 w
91 52 fchmod f0 w
92 -1 chown p0 w
93 55 fchown f0 w
137 43 statfs p0
138 44 fstatfs f0
162 81 sync w
165 40 mount p1 w
166 39 umount2 p0 w
187 213 readahead f0
188 5 setxattr p0 w
191 8 getxattr p0
192 9 lgetxattr p0
193 10 fgetxattr f0
194 11 listxattr p0
209 2 io_submit w
217 61 getdents64 f0
221 223 fadvise64 f0
254 27 inotify_add_watch p1
257 56 openat d0 p1 w
258 34 mkdirat d0 p1 w
259 33 mknodat d0 p1 w
260 54 fchownat d0 p1 w
262 79 newfstatat d0 p1
263 35 unlinkat d0 p1 w
264 38 renameat d0 p1 w
265 37 linkat d0 p1 w
266 36 symlinkat d1 p2 w
267 78 readlinkat d0 p1
268 53 fchmodat d0 p1 w
269 48 faccessat d0 p1
275 76 splice f0 g2 w
277 84 sync_file_range f0 w
280 88 utimensat d0 p1 w
285 47 fallocate f0 w
295 69 preadv f0
296 70 pwritev f0 w
303 264 name_to_handle_at d0 p1
306 267 syncfs f0 w
316 276 renameat2 d0 p1 w
322 281 execveat d0 p1
326 285 copy_file_range f0 g2 w
327 286 preadv2 f0
328 287 pwritev2 f0 w
332 291 statx d0 p1
426 426 io_uring_enter w
437 437 openat2 d0 p1 w
439 439 faccessat2 d0 p1
`;

const X86_64 = new Map<number, SyscallShape>();
const GENERIC = new Map<number, SyscallShape>();
for (const row of TABLE.trim().split('\n')) {
  const [x86 = '', generic = '', name = '', ...marks] = row.split(' ');
  const shape: SyscallShape = {
    name,
    writes: marks.includes('w'),
    ...position('fd', marks, 'f'),
    ...position('otherFd', marks, 'g'),
    ...position('folderFd', marks, 'd'),
    ...position('path', marks, 'p'),
  };
  X86_64.set(Number(x86), shape);
  if (generic !== '-1') GENERIC.set(Number(generic), shape);
}

/** The system call of that number on that machine (as uname names it); undefined where either is not in the table. */
export function syscallShape(machine: string | undefined, number: number): SyscallShape | undefined {
  if (machine === 'x86_64') return X86_64.get(number);
  if (machine === 'aarch64' || machine === 'arm64' || machine === 'riscv64' || machine === 'loongarch64') {
    return GENERIC.get(number);
  }
  return undefined;
}

function position<K extends string>(key: K, marks: readonly string[], letter: string): { [P in K]?: number } {
  const part: { [P in K]?: number } = {};
  const mark = marks.find((word) => word.startsWith(letter));
  if (mark !== undefined) part[key] = Number(mark.slice(1));
  return part;
}
