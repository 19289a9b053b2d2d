/** Checks all that one knowledge file claims. */
import { createHash } from 'node:crypto';
import { openClaims } from '../../src/knowledge/claims.ts';
import { readCause, type CheckedCause } from '../../src/knowledge/read-cause.ts';
import type { Cause } from '../../src/model/cause.ts';
import { checkFixes } from './check-fixes.ts';
import { checkFunctions } from './check-functions.ts';
import { checkMessage, type MessageFile } from './check-messages.ts';
import { checkRanges } from './check-ranges.ts';
import { checkRead } from './check-read.ts';
import { FunctionIndex } from './function-index.ts';
import { findReleases, type Releases } from './releases.ts';
import { unable, type Result } from './result.ts';
import type { Sources } from './sources.ts';

export interface VerifiedFile {
  /** Below knowledge/. */
  readonly file: string;
  /** Of its bytes: sha256, the first 32 digits. */
  readonly digest: string;
  readonly results: readonly Result[];
  /** Claims that are neither checked nor marked as unverified. */
  readonly open: readonly string[];
  readonly unverified: number;
}

export class Verifier {
  readonly #sources: Sources;
  readonly #releases = new Map<string, Releases | string>();
  readonly #indexes = new Map<string, FunctionIndex>();

  constructor(sources: Sources) {
    this.#sources = sources;
  }

  verify(file: string, bytes: Buffer, content: unknown): VerifiedFile {
    const digest = digestOf(bytes);
    if (file.startsWith('log-messages/')) {
      const message = content as MessageFile;
      const isMarked = message.unverified === true;
      return {
        file,
        digest,
        results: isMarked ? [] : checkMessage(message, this.#sources),
        open: isMarked || (message.sources ?? []).length > 0 ? [] : [`log ${message.id}`],
        unverified: isMarked ? 1 : 0,
      };
    }
    const cause = readCause(file, content as CheckedCause);
    return {
      file,
      digest,
      results: this.#check(cause),
      open: openClaims(cause),
      unverified: cause.unverified === true ? 1 : (cause.unverified?.length ?? 0),
    };
  }

  #check(cause: Cause): readonly Result[] {
    const releases = cause.daemon === undefined ? 'no daemon' : this.#releasesOf(cause.daemon);
    if (typeof releases === 'string')
      return [
        ...checkRanges(cause, undefined),
        ...checkRead(cause, this.#sources),
        ...(cause.daemon === undefined || cause.unverified === true ? [] : [unable('all', releases)]),
      ];
    const index = this.#indexes.get(releases.repository.name) ?? new FunctionIndex(releases.repository);
    this.#indexes.set(releases.repository.name, index);
    return [
      ...checkRanges(cause, releases),
      ...checkFunctions(cause, releases, index),
      ...checkFixes(cause, releases, this.#sources),
      ...checkRead(cause, this.#sources),
    ];
  }

  #releasesOf(daemon: string): Releases | string {
    const known = this.#releases.get(daemon) ?? findReleases(this.#sources, daemon);
    this.#releases.set(daemon, known);
    return known;
  }
}

export function digestOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 32);
}
