/** Links of what is not explained, besides the places where goroutines wait. */
import type { ChainLink } from '../../model/diagnosis.ts';
import { formatBytes, formatCount } from '../../wording/figures.ts';
import { counted, listed } from '../../wording/phrases.ts';
import type { Facts } from '../facts/facts.ts';
import { provenLink, unknownLink } from '../finding/links/link.ts';
import { shortName } from '../../parse/go/function-name.ts';
import { programFrame } from '../../parse/go/program-frame.ts';
import type { Reckoning } from './reckoning.ts';

const CLIENTS_TOLD = 3;
const SITES_TOLD = 3;

/** Who is connected, where that is known and anybody is. */
export function clientsLink(facts: Facts, daemon: string): readonly ChainLink[] {
  const clients = facts.connections.get(daemon)?.clients.slice(0, CLIENTS_TOLD) ?? [];
  if (clients.length === 0) return [];
  const said = clients.map(
    ({ process: { comm, pid }, sockets }) => `${comm} (pid ${pid}) with ${counted(sockets, 'connection')}`,
  );
  return [
    provenLink(
      'descriptors',
      `Of its living clients, the most are of ${listed(said)}.`,
      clients.map(({ groups: [group] }) => group?.sample),
    ),
  ];
}

/** What kind of thing the daemon's descriptors are, and how many of them are accounted for. */
export function kindsLink(facts: Facts, { daemon, descriptors: division }: Reckoning): ChainLink {
  const descriptors = facts.daemons.get(daemon)?.descriptors;
  if (descriptors === undefined || division === undefined)
    return unknownLink(
      'descriptors',
      `What the descriptors of ${daemon} are is not known (deadwait sockets).`,
    );
  const kinds = [...descriptors.byKind]
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .map(([kind, count]) => `${formatCount(count)} ${kind}`);
  return provenLink(
    'descriptors',
    `Of ${counted(descriptors.total, 'descriptor')}, ${formatCount(division.explained)} are explained by causes, ${formatCount(division.ordinary)} may be ordinary and ${formatCount(division.unexplained)} are not explained; by kind: ${listed(kinds, 4)}.`,
    [descriptors.evidence],
  );
}

/** Where the memory was allocated that containers do not explain. */
export function memoryLink(facts: Facts, { daemon, memory, scale }: Reckoning): ChainLink {
  if (memory === undefined)
    return unknownLink('heap', `What fills the memory of ${daemon} is not known (deadwait heap).`);
  const containers = scale.guessed ? '' : ` for ${counted(scale.containers, 'container')}`;
  const above = `${formatBytes(memory.total)} of ${memory.of === 'heap' ? 'heap in use' : 'memory'}, ${formatBytes(memory.unexplained)} more than is ordinary${containers}.`;
  const { profile } = memory;
  if (profile === undefined) {
    const evidence = facts.daemons.get(daemon)?.descriptors?.evidence;
    return unknownLink(
      'heap',
      `${daemon} has ${above} What fills it is not known: there is no heap profile (deadwait heap).`,
      evidence === undefined ? [] : [evidence],
    );
  }
  const sites = profile.sites.slice(0, SITES_TOLD);
  const said = sites.map(
    ({ frames, inUseBytes }) =>
      `${formatBytes(inUseBytes)} in ${shortName(programFrame(frames)?.function ?? '?')}`,
  );
  return provenLink(
    'heap',
    `${daemon} has ${above} Most was allocated here: ${listed(said)}.`,
    sites.map(({ frames, inUseBytes, inUseObjects, line }) => ({
      file: profile.file,
      ...(line > 0 ? { line } : {}),
      quote: `${formatCount(inUseObjects)}: ${formatCount(inUseBytes)} bytes @ ${frames
        .slice(0, 3)
        .map((frame) => shortName(frame.function))
        .join(' ← ')}`,
    })),
  );
}

/** Versions, by which to look for a bug report. */
export function versionsLink(facts: Facts, name: string): ChainLink {
  const daemon = facts.daemons.get(name);
  if (daemon?.version === undefined)
    return unknownLink('version', `Which version of ${name} this is, is not known (${name} --version).`);
  const go = daemon.goVersion === undefined ? '' : `, built with ${daemon.goVersion}`;
  const kernel = facts.snapshot.host.kernel === undefined ? '' : `, on kernel ${facts.snapshot.host.kernel}`;
  return provenLink('version', `This is ${name} ${daemon.version}${go}${kernel}.`, [daemon.versionEvidence]);
}
