import type { GapReason } from '../model/gap.ts';

/** A part of a host could not be read. The caller makes a gap of it. */
export class HostError extends Error {
  readonly path: string;
  readonly reason: GapReason;

  constructor(path: string, reason: GapReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'HostError';
    this.path = path;
    this.reason = reason;
  }
}
