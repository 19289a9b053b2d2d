/** NFS servers that do not respond, by the kernel's own lines, whether a process of a container waits for them or not. */
import type { Cause } from '../../../model/cause.ts';
import { defined } from '../../../model/defined.ts';
import type { Statement } from '../../../model/statement.ts';
import { shellWord } from '../../../wording/shell-word.ts';
import { findSilentServers } from '../../facts/silent-servers.ts';
import { adviseFromKnowledge } from '../../finding/advice.ts';
import { buildFinding } from '../../finding/build-finding.ts';
import { backendLink } from '../../finding/links/backend.ts';
import { provenLink } from '../../finding/links/link.ts';
import { describeTask, tasksLink } from '../../finding/links/tasks.ts';
import type { Detector } from '../detector.ts';

export const nfsServerNotResponding: Detector = {
  cause: 'nfs-server-not-responding',
  order: 11,
  detect(facts, cause) {
    const servers = findSilentServers(facts.snapshot);
    const [first] = servers;
    if (first === undefined) return undefined;
    const blocked = (facts.snapshot.tasks?.blocked ?? []).filter(
      ({ waits, backend }) =>
        waits === 'nfs' && servers.some(({ server }) => backend?.source.startsWith(`${server}:`) ?? false),
    );
    const states: Statement = {
      kind: 'nfs-silent',
      servers: servers.map(({ server }) => server),
      lines: servers.reduce((sum, { count }) => sum + count, 0),
      waiting: blocked.length,
    };
    return buildFinding(cause, {
      severity: 'warning',
      confidence: 'likely',
      summary: states,
      tasks: blocked.map(describeTask),
      chain: [
        provenLink(
          'logs',
          states,
          servers.flatMap(({ evidence }) => evidence),
        ),
        ...(blocked.length === 0 ? [] : [tasksLink(blocked, []), backendLink(facts, blocked)]),
      ],
      remedies: adviseFromKnowledge(facts, about(cause, first.server), undefined, []),
    });
  },
};

/** The cause with the server's name in its commands. */
function about(cause: Cause, server: string): Cause {
  // A name that looks like an option stays a placeholder.
  const filled = (command: string | undefined): string | undefined =>
    server.startsWith('-') ? command : command?.replace('<SERVER>', () => shellWord(server));
  return {
    ...cause,
    remedies: cause.remedies.map(({ command, ...remedy }) => ({
      ...remedy,
      ...defined({ command: filled(command) }),
    })),
  };
}
