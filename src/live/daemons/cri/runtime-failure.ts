// What a CRI runtime says when it does not answer. Source: google.golang.org/grpc codes/codes.go.
//
//     12 UNIMPLEMENTED: unknown service runtime.v1.RuntimeService     (an older runtime, or one whose CRI plugin is off)
//     4 DEADLINE_EXCEEDED: Deadline exceeded after 5.001s,Waiting for LB pick

import type { GapReason } from '../../../model/gap.ts';
import { inSeconds } from '../../../system/deadline.ts';
import { HostError } from '../../../system/host-error.ts';
import { hostError } from '../../../system/system-error.ts';

const DEADLINE_EXCEEDED = 4;
const UNIMPLEMENTED = 12;
const UNAVAILABLE = 14;

const REASONS: ReadonlyMap<number, GapReason> = new Map([
  [DEADLINE_EXCEEDED, 'timeout'],
  [5, 'absent'],
  [7, 'denied'],
  [8, 'too-large'],
  [UNIMPLEMENTED, 'unsupported'],
  [16, 'denied'],
]);

/** There is no connection any more: a runtime that was started again has a new socket. */
export function isUnavailable(error: unknown): boolean {
  return statusOf(error)?.code === UNAVAILABLE;
}

/** The runtime does not know the service that was asked for. */
export function isUnimplemented(error: unknown): boolean {
  return statusOf(error)?.code === UNIMPLEMENTED;
}

/** Whatever went wrong on the way to a runtime, as a HostError for the path that was asked for. */
export function runtimeFailure(
  runtime: string,
  { path, deadlineMs }: { readonly path: string; readonly deadlineMs: number },
  error: unknown,
): HostError {
  if (error instanceof HostError)
    return error.path === path ? error : new HostError(path, error.reason, error.message, { cause: error });
  const status = statusOf(error);
  if (status === undefined) return hostError(path, error);
  const reason = REASONS.get(status.code) ?? 'malformed';
  const says =
    reason === 'timeout'
      ? `${runtime} did not answer within ${inSeconds(deadlineMs)}`
      : reason === 'unsupported'
        ? `${runtime} does not serve the Container Runtime Interface: its CRI plugin is off`
        : `${runtime} answered: ${status.details.split('\n', 1)[0]?.slice(0, 300) ?? ''}`;
  return new HostError(path, reason, says, { cause: error });
}

function statusOf(error: unknown): { readonly code: number; readonly details: string } | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'number') return undefined;
  const details = 'details' in error && typeof error.details === 'string' ? error.details : error.message;
  return { code: error.code, details };
}
