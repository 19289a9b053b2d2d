// What the server and its page say to each other. Every answer that is not the page, a report or an event stream is one of these as JSON.
import type { Verdict } from '../model/diagnosis.ts';

/** What stands in the list: this host, a recorded case, a bare profile of a Go program, or the sockets of a host (`ss -xanp`). */
export type HostKind = 'live' | 'case' | 'profile' | 'sockets';

/** Where it comes from: the machine that serves, a folder that was named when it started, or somebody's browser. */
export type HostOrigin = 'this-host' | 'folder' | 'dropped';

export type HostState = 'new' | 'examining' | 'examined' | 'failed';

/** Something that the reader can put right: a sentence, and what to do. */
export interface Problem {
  readonly says: string;
  readonly hint?: string;
}

/** What an examination found, in short. */
export interface ExaminedHost {
  readonly verdict: Verdict;
  readonly headline: string;
  /** As in the diagnosis: ISO time, UTC. */
  readonly capturedAt?: string;
  readonly hostname?: string;
  readonly findings: number;
}

export interface HostEntry {
  /** Opaque: [a-z0-9-]+. */
  readonly id: string;
  /** As the file is called; of this host, its name. Bytes of a stranger: to be shown as data only. */
  readonly name: string;
  readonly kind: HostKind;
  readonly from: HostOrigin;
  /** When the file was changed, or dropped: milliseconds since 1970. */
  readonly modifiedAtMs?: number;
  /** Of the file; absent for folders and this host. */
  readonly sizeBytes?: number;
  readonly state: HostState;
  /** Present when `state` is `examined`; while it is examined again, that of the last time. */
  readonly examined?: ExaminedHost;
  /** Present when `state` is `failed`. */
  readonly problem?: Problem;
}

/** `GET /api/hosts`: this host first, then newest first. */
export interface HostList {
  readonly schema: 'deadwait/hosts/v1';
  /** Of the deadwait that serves. */
  readonly version: string;
  /** The folders that are listed, as they were named. */
  readonly folders: readonly string[];
  /** The largest file that may be dropped. */
  readonly uploadBytes: number;
  readonly hosts: readonly HostEntry[];
  /** Present when a folder holds more than is looked at, or cannot be read. */
  readonly problems?: readonly Problem[];
}

/** The body of every answer of status 4xx and 5xx. */
export interface Refusal {
  readonly problem: Problem;
}
