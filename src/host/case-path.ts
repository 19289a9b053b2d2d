/** Longer names, and deeper ones, are not part of any case. */
const MAX_NAME_LENGTH = 1024;
const MAX_DEPTH = 24;

/**
 * A path of the case layout in its one spelling: no leading `.//`, no empty or `.` parts, no trailing slash.
 * `undefined` for what would lead out of the case (`..`, absolute), is empty, too long, too deep, or holds a NUL.
 */
export function casePath(name: string): string | undefined {
  if (name.length > MAX_NAME_LENGTH || name.startsWith('/') || name.includes('\0')) return undefined;
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.length === 0 || parts.length > MAX_DEPTH || parts.includes('..')) return undefined;
  return parts.join('/');
}
