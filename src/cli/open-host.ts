import { access, constants } from 'node:fs/promises';
import { join } from 'node:path';
import { HostError } from '../system/host-error.ts';
import type { Host } from '../host/host.ts';
import type { LiveHost } from '../live/live-host.ts';
import type { Call } from './command.ts';
import { fault } from './faults.ts';

/** The host that the options name: a case, or this machine. Closed when deadwait is interrupted. */
export async function openHost(call: Call): Promise<Host> {
  const { case: path, root, dockerSocket, criSocket } = call.options;
  if (path === undefined) return openThisHost(call);
  const live = [
    ['--root', root],
    ['--docker-socket', dockerSocket],
    ['--cri-socket', criSocket],
  ].find(([, value]) => value !== undefined)?.[0];
  if (live !== undefined) throw fault('case-with-host', { option: live });
  return opened(call, await openCase(path));
}

/** A recorded host; what is wrong with it is a fault. */
export async function openCase(path: string): Promise<Host> {
  const { openRecordedHost } = await import('../host/recorded/recorded-host.ts');
  try {
    return await openRecordedHost(path);
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    if (error.reason === 'absent' && !(await isThere(path)))
      throw fault('case-not-found', { path }, { cause: error });
    if (error.reason === 'denied') throw fault('case-denied', { path }, { cause: error });
    throw fault('not-a-case', { problem: error.message }, { cause: error });
  }
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** This machine, which can also be changed. Closed when deadwait is interrupted. */
export async function openThisHost(call: Call): Promise<LiveHost> {
  const { options, environment } = call;
  const { root, dockerSocket, criSocket } = options;
  if (root !== undefined) await mustHoldProc(root);
  const { openLiveHost } = await import('../live/live-host.ts');
  return opened(
    call,
    await openLiveHost({
      ...(root === undefined ? {} : { root }),
      ...(dockerSocket === undefined ? {} : { dockerSocket }),
      ...(criSocket === undefined ? {} : { criSocket }),
      environment,
    }),
  );
}

async function mustHoldProc(root: string): Promise<void> {
  try {
    await access(join(root, 'proc'), constants.R_OK);
  } catch (error) {
    throw fault('root-not-found', { path: root }, { cause: error });
  }
}

function opened<T extends Host>(call: Call, host: T): T {
  call.onInterrupt(() => host.close());
  return host;
}
