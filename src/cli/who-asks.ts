import type { Call } from './command.ts';

/** For the audit log: who ran this process. */
export function whoAsks({ environment }: Pick<Call, 'environment'>): Readonly<Record<string, unknown>> {
  const sudo = environment['SUDO_USER'];
  return {
    pid: process.pid,
    uid: process.getuid?.() ?? -1,
    ...(sudo === undefined ? {} : { sudoUser: sudo }),
  };
}
