import type { Host } from '../../host/host.ts';
import type { Daemon } from '../../model/daemon.ts';
import type { UnprovenApi } from '../../model/daemon-identity.ts';
import type { Evidence } from '../../model/evidence.ts';
import type { Gap } from '../../model/gap.ts';
import { parseCriVersion } from '../../parse/api/cri-version.ts';
import { parseDockerInfo } from '../../parse/api/docker-info.ts';
import { parseDockerVersion } from '../../parse/api/docker-version.ts';
import { createJsonQuote } from '../../parse/api/json-quote.ts';
import { parseProgramVersion } from '../../parse/api/program-version.ts';
import { parseVersion } from '../../parse/version.ts';
import { orGap } from '../reading/gap-of.ts';
import { readText } from '../reading/read-text.ts';

export interface VersionFact {
  readonly version: string;
  readonly versionEvidence: Evidence;
}

/** What the daemons say about themselves. */
export interface ApiFacts {
  /** Absent when dockerd answered nothing. */
  readonly dockerd?: Omit<Daemon, 'name'>;
  /** Of the containerd that dockerd uses. */
  readonly dockerContainerd?: VersionFact;
  /** The runtime that answers kubelet, by its own name: `containerd`, `cri-o`. */
  readonly criRuntime?: VersionFact & { readonly name: string };
  /** Whether it may speak for a process: not where its listener may be anybody's. */
  readonly criProven: boolean;
  /** Of `containerd` and `crio`, by their own programs, where nobody that answers tells it. */
  readonly programs: ReadonlyMap<string, VersionFact>;
  /** What did not answer; whether that is worth saying depends on which daemons run. */
  readonly dockerGaps: readonly Gap[];
  readonly criGaps: readonly Gap[];
}

const VERSION = 'docker/version.json';
const INFO = 'docker/info.json';
const CRI_VERSION = 'cri/Version.json';

/** Asks dockerd for its version and info, and the CRI runtime for its version. An unproven dockerd tells nothing of a containerd. */
export async function readApiFacts(host: Host, unproven: readonly UnprovenApi[]): Promise<ApiFacts> {
  const dockerGaps: Gap[] = [];
  const criGaps: Gap[] = [];
  const [version, info, cri] = await Promise.all([
    orGap(VERSION, dockerGaps, readText(host, VERSION).then(versionFacts)),
    orGap(INFO, dockerGaps, readText(host, INFO).then(infoFacts)),
    orGap(CRI_VERSION, criGaps, readText(host, CRI_VERSION).then(criFacts)),
  ]);
  const dockerContainerd = unproven.includes('docker')
    ? undefined
    : (version?.containerd ?? info?.containerd);
  const criProven = !unproven.includes('cri');
  const silent = dockerContainerd === undefined && (cri === undefined || !criProven);
  return {
    programs: silent ? await readProgramVersions(host) : new Map(),
    ...(version === undefined && info === undefined
      ? {}
      : { dockerd: { ...info?.dockerd, ...version?.dockerd } }),
    ...(dockerContainerd === undefined ? {} : { dockerContainerd }),
    ...(cri === undefined ? {} : { criRuntime: cri }),
    criProven,
    dockerGaps,
    criGaps,
  };
}

async function readProgramVersions(host: Host): Promise<ReadonlyMap<string, VersionFact>> {
  const read = async (name: string): Promise<readonly (readonly [string, VersionFact])[]> => {
    const file = `${name}.version`;
    const fact = await orGap(
      file,
      [],
      readText(host, file, 64 * 1024).then((text) => {
        const quote = text.split('\n', 1)[0] ?? '';
        return { version: parseProgramVersion(text), versionEvidence: { file, line: 1, quote } };
      }),
    );
    return fact === undefined ? [] : [[name, fact]];
  };
  return new Map((await Promise.all(['containerd', 'crio'].map(read))).flat());
}

function versionFacts(text: string): { dockerd: Omit<Daemon, 'name'>; containerd?: VersionFact } {
  const { version, goVersion, components } = parseDockerVersion(text);
  const containerd = components.get('containerd');
  return {
    dockerd: {
      ...(version === undefined ? {} : versionFact(VERSION, text, 'Version', version)),
      ...(goVersion === undefined ? {} : { goVersion }),
    },
    ...(containerd === undefined ? {} : { containerd: versionFact(VERSION, text, 'Version', containerd) }),
  };
}

function infoFacts(text: string): { dockerd: Omit<Daemon, 'name'>; containerd?: VersionFact } {
  const { serverVersion, goroutineCount, descriptorCount, debug, liveRestore, containerdCommit } =
    parseDockerInfo(text);
  const quote = (key: string, value: unknown): Evidence => createJsonQuote(INFO, text)(key, value);
  const descriptors =
    descriptorCount === undefined
      ? undefined
      : {
          total: descriptorCount,
          byKind: new Map<string, number>(),
          evidence: quote('NFd', descriptorCount),
        };
  return {
    dockerd: {
      ...(serverVersion === undefined ? {} : versionFact(INFO, text, 'ServerVersion', serverVersion)),
      ...(goroutineCount === undefined
        ? {}
        : { goroutineCount, goroutineEvidence: quote('NGoroutines', goroutineCount) }),
      ...(descriptors === undefined ? {} : { descriptors }),
      ...(debug === undefined ? {} : { debug }),
      ...(liveRestore === undefined ? {} : { liveRestore }),
    },
    // Upstream's builds write a git commit there, which is no version.
    ...(containerdCommit === undefined || parseVersion(containerdCommit) === undefined
      ? {}
      : { containerd: versionFact(INFO, text, 'ID', containerdCommit) }),
  };
}

function criFacts(text: string): (VersionFact & { name: string }) | undefined {
  const { runtimeName, runtimeVersion } = parseCriVersion(text);
  if (runtimeName === undefined || runtimeVersion === undefined) return undefined;
  return { name: runtimeName, ...versionFact(CRI_VERSION, text, 'runtime_version', runtimeVersion) };
}

function versionFact(file: string, text: string, key: string, version: string): VersionFact {
  return { version, versionEvidence: createJsonQuote(file, text)(key, version) };
}
