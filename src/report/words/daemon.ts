import type { DaemonStatement } from '../../model/statements/daemon.ts';
import { formatBytes, formatCount, formatShare } from '../../wording/figures.ts';
import { counted, listed, nameOf } from '../../wording/phrases.ts';
import type { Words } from './words.ts';

export const DAEMON_WORDS: Words<DaemonStatement> = {
  'daemon-not-seen': ({ daemon }) => `${daemon} itself was not seen, only what it left.`,
  'daemon-uses': (uses) => {
    const { daemon, version, pid } = uses;
    const figures = sayUse(uses);
    if (figures.length === 0)
      return `What ${daemon} uses is not known (ls /proc/$(pidof ${daemon})/fd | wc -l).`;
    const name = [daemon, version, pid === undefined ? undefined : `(PID ${pid})`].filter(Boolean).join(' ');
    return `${name} uses ${listed(figures)}.`;
  },
  'event-path': (path) => sayEventPath(path),
  'no-containerd': ({ shims, running, unable }) => {
    const left =
      shims > 0
        ? `${counted(shims, 'shim')} of it still ${shims === 1 ? 'runs' : 'run'}`
        : `dockerd has ${counted(running, 'running container')}`;
    const so = unable.length === 0 ? '' : `; ${listed(unable)} cannot start, stop or inspect a container`;
    return `No containerd runs, and ${left}${so}.`;
  },
  'runtime-stopped': ({ processes, containers, by }) => {
    const names = listed(
      processes.map(({ comm, pid }) => `${comm} (PID ${pid})`),
      3,
    );
    const whose =
      containers.length === 0
        ? ''
        : `, the ${containers.length === 1 ? 'shim' : 'shims'} of ${listed(containers.map(nameOf), 3)},`;
    const one = processes.length === 1;
    return `${names}${whose} ${one ? 'is' : 'are'} ${by === 'debugger' ? 'held by a debugger' : 'stopped by a signal'} and ${one ? 'answers' : 'answer'} no request.`;
  },
  'fd-kinds-unknown': ({ daemon }) =>
    `What the file descriptors of ${daemon} are is not known (deadwait sockets).`,
  'fd-kinds': ({ total, explained, ordinary, unexplained, kinds }) =>
    `Of ${counted(total, 'file descriptor')}, ${formatCount(explained)} are explained by causes, ${formatCount(ordinary)} may be ordinary and ${formatCount(unexplained)} are not explained; by kind: ${listed(
      kinds.map(({ of, count }) => `${formatCount(count)} ${of}`),
      4,
    )}.`,
  'threads-near-limit': ({ limit, isCgroup, used, max }) =>
    `${formatCount(used)} of the ${counted(max, 'thread')} ${isCgroup ? `of the cgroup ${limit} (pids.max)` : `that ${limit} allows`} are in use (${formatShare(used, max)}).`,
  'most-threads': ({ programs }) =>
    `Most threads: ${listed(
      programs.map(({ comm, threads, processes, pid, container }) =>
        pid === undefined
          ? `${comm} ${formatCount(threads)} in ${counted(processes, 'process', 'processes')}`
          : `${comm} (PID ${pid})${container === undefined ? '' : ` of ${nameOf(container)}`} ${formatCount(threads)}`,
      ),
    )}.`,
};

type Uses = Extract<DaemonStatement, { readonly kind: 'daemon-uses' }>;

function sayUse({ fds, fdLimit, goroutines, rssBytes }: Uses): readonly string[] {
  const limit = fdLimit === undefined || fdLimit === 0 ? undefined : fdLimit;
  return [
    fds === undefined
      ? undefined
      : limit === undefined
        ? counted(fds, 'file descriptor')
        : `${formatCount(fds)} of ${counted(limit, 'file descriptor')} (${formatShare(fds, limit)})`,
    goroutines === undefined ? undefined : counted(goroutines, 'goroutine'),
    rssBytes === undefined ? undefined : `${formatBytes(rssBytes)} of memory`,
  ].filter((figure) => figure !== undefined);
}

type EventPath = Extract<DaemonStatement, { readonly kind: 'event-path' }>;

function sayEventPath({ dockerdListens, containerdServes, listeners, containers }: EventPath): string {
  if (dockerdListens === undefined)
    return 'Whether dockerd listens for exit events is not known: there is no goroutine profile of it (deadwait goroutines).';
  if (!dockerdListens)
    return `dockerd does not listen for exit events: ${listeners === 0 ? 'no goroutine is in processEventStream' : 'one of its two event streams has ended'}. Exits that happen now are lost.`;
  if (containerdServes === undefined)
    return 'dockerd listens for exit events (processEventStream); the other end of the stream, in containerd, was not seen.';
  if (!containerdServes)
    return 'dockerd listens for exit events, but containerd serves no Subscribe stream: events are lost between them.';
  const works =
    'The event stream works: dockerd listens (processEventStream) and containerd serves (Subscribe)';
  return containers.length === 0
    ? `${works}.`
    : `${works}; containerd has sent no exit event for ${listed(containers.map(nameOf), 3)}.`;
}
