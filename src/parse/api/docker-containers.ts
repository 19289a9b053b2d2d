// GET /containers/json?all=1 of the Docker Engine API: moby api/types/types.go, type Container (18.09),
// api/types/container/container.go, type Summary (28).
//
//     [{"Id":"da92a3fc71da…","Names":["/k8s_ledger_ledger-5d4f_pay_91d4aa10-3a8f-11e9-9c1e-fa163e000001_1"],"Image":…
//     "State":"running","Status":"Up About a minute",…,"Mounts":[{"Type":"bind","Source":"/mnt/vol3","Destination":…}]},
//
// `State` came with API 1.23 (docker 1.11), `Mounts` with 1.22. The list comes from a copy that needs no container's
// lock, so it works while an inspect hangs. A name with a second slash is an alias that a link gave.

import type { Container, ContainerMount } from '../../model/container.ts';
import { ParseError } from '../parse-error.ts';
import { isContainerId } from './container-id.ts';
import { createJsonQuote } from './json-quote.ts';
import {
  isObject,
  type JsonObject,
  kindOf,
  listAt,
  objectAt,
  objectsAt,
  parseJson,
  stringAt,
} from './json-value.ts';
import { podName } from './pod-name.ts';

/** The containers in the list's order, `file` being where their evidence lies; ParseError when the reply is no list. */
export function parseDockerContainers(bytes: Uint8Array, file: string): readonly Container[] {
  const text = new TextDecoder().decode(bytes);
  const reply = parseJson('docker-containers', text);
  if (!Array.isArray(reply)) throw new ParseError('docker-containers', 0, 'a list', kindOf(reply));
  const quote = createJsonQuote(file, text);
  return reply.filter(isObject).flatMap((entry) => {
    const id = stringAt(entry, 'Id');
    if (!isContainerId(id)) return [];
    const name = ownName(listAt(entry, 'Names'));
    const state = stringAt(entry, 'State')?.toLowerCase();
    return {
      id,
      runtime: 'docker' as const,
      ...(name === undefined ? {} : { name }),
      ...podName(objectAt(entry, 'Labels'), name),
      ...(state === undefined ? {} : { state }),
      mounts: dockerMounts(entry),
      evidence: quote('Id', id),
    };
  });
}

/** The mounts of a list entry or an inspect reply that have a path on the host. */
export function dockerMounts(entry: JsonObject): readonly ContainerMount[] {
  return objectsAt(entry, 'Mounts').flatMap((mount) => {
    const source = stringAt(mount, 'Source');
    const destination = stringAt(mount, 'Destination');
    return source === undefined || destination === undefined ? [] : { source, destination };
  });
}

function ownName(names: readonly unknown[]): string | undefined {
  for (const name of names) {
    if (typeof name !== 'string') continue;
    const bare = name.startsWith('/') ? name.slice(1) : name;
    if (bare !== '' && !bare.includes('/')) return bare;
  }
  return undefined;
}
