// Where the programs are found that deadwait runs. Nothing of the user's environment is passed on: an empty word in PATH means the
// current folder (execvp(3)), and NODE_OPTIONS or LD_PRELOAD would run other code as root.

/** Folders of the system alone. NixOS has its programs in /run/current-system/sw/bin. */
const FOLDERS = ['/usr/sbin', '/usr/bin', '/sbin', '/bin', '/run/current-system/sw/bin'];

/** The whole environment of every child. */
export const COMMAND_ENVIRONMENT: Readonly<Record<string, string>> = { PATH: FOLDERS.join(':'), LC_ALL: 'C' };

/** The environment for deadwait itself as a child: the user's, but for what would change which code runs. */
export function programEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  const kept = Object.entries(environment).filter(([name]) => !/^(?:NODE_|LD_)/.test(name));
  return { ...Object.fromEntries(kept), PATH: FOLDERS.join(':') };
}
