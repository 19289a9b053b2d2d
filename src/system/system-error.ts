import type { GapReason } from '../model/gap.ts';
import { HostError } from './host-error.ts';

const REASONS = new Map<string, { readonly reason: GapReason; readonly says: string }>([
  ['ENOENT', { reason: 'absent', says: 'is not there' }],
  ['ENOTDIR', { reason: 'absent', says: 'is not there' }],
  ['ESRCH', { reason: 'absent', says: 'is gone: the process has ended' }],
  ['EACCES', { reason: 'denied', says: 'may not be read by this user' }],
  ['EPERM', { reason: 'denied', says: 'may not be read by this user' }],
  ['EISDIR', { reason: 'unsupported', says: 'is a folder, not a file' }],
  ['ENAMETOOLONG', { reason: 'absent', says: 'is not there (the name is too long)' }],
  ['ELOOP', { reason: 'malformed', says: 'is a link that leads in a circle' }],
  ['EMFILE', { reason: 'unsupported', says: 'cannot be opened: this process has no descriptors left' }],
  ['ENFILE', { reason: 'unsupported', says: 'cannot be opened: this host has no descriptors left' }],
  ['ECONNREFUSED', { reason: 'absent', says: 'is a socket that nobody listens on' }],
  ['EAGAIN', { reason: 'timeout', says: 'accepts no connection: too many wait already' }],
  ['ETIMEDOUT', { reason: 'timeout', says: 'did not answer' }],
]);

/** Any failure as a HostError with its reason and one line for people; a HostError stays what it is. */
export function hostError(path: string, cause: unknown): HostError {
  if (cause instanceof HostError) return cause;
  const code = errorCode(cause);
  const known = code === undefined ? undefined : REASONS.get(code);
  if (known !== undefined) return new HostError(path, known.reason, `${path} ${known.says}`, { cause });
  const message = cause instanceof Error ? cause.message : String(cause);
  const line = message.split('\n', 1)[0] ?? '';
  return new HostError(path, 'malformed', `${path} cannot be read: ${line}`, { cause });
}

/** `ENOENT` and the like. */
export function errorCode(cause: unknown): string | undefined {
  if (!(cause instanceof Error) || !('code' in cause)) return undefined;
  return typeof cause.code === 'string' ? cause.code : undefined;
}
