import { inMebibytes } from '../system/chunks.ts';
import { inSeconds } from '../system/deadline.ts';
import { HostError } from '../system/host-error.ts';

export interface BudgetLimits {
  /** Of everything together, from now on. */
  readonly deadlineMs: number;
  readonly maxBytes: number;
}

/** One deadline and one number of bytes for many readings, whatever the deadlines of each. */
export class Budget {
  readonly #limits: BudgetLimits;
  readonly #endsAtMs: number;
  #bytes = 0;
  #over: 'deadline' | 'bytes' | undefined;

  constructor(limits: BudgetLimits) {
    this.#limits = limits;
    this.#endsAtMs = performance.now() + limits.deadlineMs;
  }

  /** Bytes that were read. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Until the deadline; 0 when it is over. */
  get leftMs(): number {
    return Math.max(0, this.#endsAtMs - performance.now());
  }

  /** Why nothing more is read: which of the two ran out first. */
  get over(): 'deadline' | 'bytes' | undefined {
    if (this.leftMs === 0) this.#over ??= 'deadline';
    return this.#over;
  }

  /** Why `path` was not read, when nothing more is read. */
  refusal(path: string): HostError | undefined {
    const { deadlineMs, maxBytes } = this.#limits;
    switch (this.over) {
      case 'deadline':
        return new HostError(
          path,
          'timeout',
          `not recorded: the deadline of ${inSeconds(deadlineMs)} was over`,
        );
      case 'bytes':
        return new HostError(
          path,
          'too-large',
          `not recorded: the limit of ${inMebibytes(maxBytes)} was reached`,
        );
      case undefined:
        return undefined;
    }
  }

  /** Waits for `promise` until the deadline, then rejects with HostError `timeout`; the work goes on unobserved. */
  async within<T>(promise: Promise<T>, path: string): Promise<T> {
    promise.catch(() => {});
    const refused = this.refusal(path);
    if (refused !== undefined) throw refused;
    if (!Number.isFinite(this.leftMs)) return promise;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        this.#over ??= 'deadline';
        reject(this.refusal(path));
      }, this.leftMs);
    });
    try {
      return await Promise.race([promise, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** The chunks, until the deadline or the bytes are over: then HostError `timeout` or `too-large`. */
  async *limit(chunks: AsyncIterable<Uint8Array>, path: string): AsyncGenerator<Uint8Array> {
    const iterator = chunks[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = await this.within(iterator.next(), path);
        if (next.done === true) return;
        this.#bytes += next.value.byteLength;
        if (this.#bytes > this.#limits.maxBytes) {
          this.#over ??= 'bytes';
          throw this.refusal(path) ?? new Error('the budget is over');
        }
        yield next.value;
      }
    } finally {
      // One that hangs comes to its end when its own deadline is over.
      void iterator.return?.().catch(() => {});
    }
  }
}
