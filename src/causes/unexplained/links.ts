/** Links of what is not explained, besides the places where goroutines wait. */
import { defined } from '../../model/defined.ts';
import type { StatedLink } from '../../model/stated-finding.ts';
import type { Facts } from '../facts/facts.ts';
import { siteEvidence } from '../finding/links/heap.ts';
import { provenLink, unknownLink } from '../finding/links/link.ts';
import { shortName } from '../../parse/go/function-name.ts';
import { programFrame } from '../../parse/go/program-frame.ts';
import type { Reckoning } from './reckoning.ts';

const CLIENTS_TOLD = 3;
const SITES_TOLD = 3;

/** The clients with the most connections, where any are known. */
export function clientsLink(facts: Facts, daemon: string): readonly StatedLink[] {
  const clients = facts.connections.get(daemon)?.clients.slice(0, CLIENTS_TOLD) ?? [];
  if (clients.length === 0) return [];
  const most = clients.map(({ process: { comm, pid }, sockets }) => ({ comm, pid, sockets }));
  return [
    provenLink(
      'descriptors',
      { kind: 'most-connected', clients: most },
      clients.map(({ groups: [group] }) => group?.sample),
    ),
  ];
}

/** What kind of thing the daemon's file descriptors are, and how many of them are accounted for. */
export function kindsLink(facts: Facts, { daemon, descriptors: division }: Reckoning): StatedLink {
  const descriptors = facts.daemons.get(daemon)?.descriptors;
  if (descriptors === undefined || division === undefined)
    return unknownLink('descriptors', { kind: 'fd-kinds-unknown', daemon });
  const kinds = [...descriptors.byKind]
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .map(([of, count]) => ({ of, count }));
  const { explained, ordinary, unexplained } = division;
  return provenLink(
    'descriptors',
    { kind: 'fd-kinds', total: descriptors.total, explained, ordinary, unexplained, kinds },
    [descriptors.evidence],
  );
}

/** Where the memory was allocated that containers do not explain. */
export function memoryLink(facts: Facts, { daemon, memory, scale }: Reckoning): StatedLink {
  if (memory === undefined) return unknownLink('heap', { kind: 'heap-unknown', daemon, isBounded: false });
  const { of, total, unexplained, profile } = memory;
  const states = {
    kind: 'unexplained-memory' as const,
    daemon,
    of,
    bytes: total,
    unexplainedBytes: unexplained,
    ...defined({ containers: scale.guessed ? undefined : scale.containers }),
  };
  if (profile === undefined) {
    const evidence = facts.daemons.get(daemon)?.descriptors?.evidence;
    return unknownLink('heap', states, evidence === undefined ? [] : [evidence]);
  }
  const told = profile.sites.slice(0, SITES_TOLD);
  const sites = told.map(({ frames, inUseBytes }) => ({
    function: shortName(programFrame(frames)?.function ?? '?'),
    bytes: inUseBytes,
  }));
  return provenLink(
    'heap',
    { ...states, sites },
    told.map((site) => siteEvidence(profile, site)),
  );
}

/** Versions, by which to look for a bug report. */
export function versionsLink(facts: Facts, name: string): StatedLink {
  const { version, goVersion, versionEvidence } = facts.daemons.get(name) ?? {};
  if (version === undefined) return unknownLink('version', { kind: 'version', daemon: name });
  const { kernel } = facts.snapshot.host;
  return provenLink(
    'version',
    { kind: 'version', daemon: name, version, ...defined({ goVersion, kernel }) },
    [versionEvidence],
  );
}
