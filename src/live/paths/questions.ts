// What the child for paths is asked and what it answers, as messages of Node's own channel between parent and child.

import type { GapReason } from '../../model/gap.ts';
import type { GoBuildInfo } from '../../parse/go/build-info.ts';
import type { ForeignPlace } from './path-rules.ts';

/** Who owns a file. */
export interface FileFacts {
  readonly uid: number;
  readonly gid: number;
  /** The twelve bits of chmod(2). */
  readonly mode: number;
  /** st_dev and st_ino of stat(2). */
  readonly device: bigint;
  readonly inode: bigint;
}

/** A regular file with its content. */
export interface ForeignFile extends FileFacts {
  readonly bytes: Uint8Array;
  /** The path below the root, without links. */
  readonly file: string;
  readonly nlink: number;
}

/** A socket that the child holds open. */
export interface SocketFacts extends FileFacts {
  readonly descriptor: number;
  /** The device in the kernel's own encoding (major << 20 | minor), as UNIX_DIAG_VFS has it. */
  readonly vfsDevice: number;
  /** The low 32 bits of the inode, as UNIX_DIAG_VFS has them. */
  readonly vfsInode: number;
}

/** The program that a process runs. */
export interface ProgramFacts extends FileFacts {
  /** What /proc/<pid>/exe shows, without ` (deleted)`. */
  readonly file: string;
  /** It was replaced or removed since the process started. */
  readonly deleted: boolean;
}

/** A file that is open for reading by the child, at `/proc/<pid of the child>/fd/<descriptor>`. */
export interface HeldFile extends FileFacts {
  readonly descriptor: number;
  readonly bytes: number;
}

/** Where a file lies or would lie, without links. */
export interface PlacedFile {
  readonly file: string;
  /** The folder is there. Without it the path is as it was given. */
  readonly hasFolder: boolean;
  /** Absent where there is none. */
  readonly found?: ForeignFile;
}

/** A new content for a file. */
export interface StagedContent {
  readonly bytes: Uint8Array;
  readonly owner: { readonly mode: number; readonly uid: number; readonly gid: number };
  /** The name beside the file that it has until it is in its place. */
  readonly unfinished: string;
}

export interface Questions {
  readonly stage: {
    readonly asks: { readonly place: ForeignPlace; readonly content?: StagedContent };
    readonly answer: number;
  };
  readonly commit: { readonly asks: { readonly token: number }; readonly answer: undefined };
  readonly discard: { readonly asks: { readonly token: number }; readonly answer: undefined };
  readonly read: {
    readonly asks: { readonly place: ForeignPlace; readonly maxBytes: number };
    readonly answer: ForeignFile;
  };
  readonly find: {
    readonly asks: { readonly place: ForeignPlace; readonly maxBytes: number };
    readonly answer: PlacedFile;
  };
  readonly list: {
    readonly asks: { readonly place: ForeignPlace; readonly most: number };
    readonly answer: readonly string[];
  };
  readonly socket: { readonly asks: { readonly place: ForeignPlace }; readonly answer: SocketFacts };
  readonly hold: { readonly asks: { readonly place: ForeignPlace }; readonly answer: HeldFile };
  readonly facts: { readonly asks: { readonly place: ForeignPlace }; readonly answer: FileFacts };
  readonly drop: { readonly asks: { readonly descriptor: number }; readonly answer: undefined };
  /** `file`: `/proc/<pid>/exe`. */
  readonly build: { readonly asks: { readonly file: string }; readonly answer: GoBuildInfo };
  readonly program: { readonly asks: { readonly file: string }; readonly answer: ProgramFacts };
}

export type QuestionKind = keyof Questions;

/** A question on its way. */
export interface Question<Kind extends QuestionKind = QuestionKind> {
  readonly kind: Kind;
  readonly asks: Questions[Kind]['asks'];
}

/** `ready` comes once, before any question: the child's pid, as this /proc has it. */
export type Answer =
  | { readonly ready: number }
  | { readonly ok: unknown }
  | { readonly refused: { readonly reason: GapReason; readonly message: string } };
