// `daemons.json`: which processes were shown to be container daemons of the host, and which only carry the name of one.
//
//     {"format":"deadwait/daemons/v1","daemons":[{"name":"dockerd","pid":811,"parentPid":1,"startTicks":1402,"identity":["uid 0", …]}],
//      "ignored":[{"pid":4711,"name":"dockerd","uid":65534,"because":"it runs as uid 65534, not as root"}],"ignoredCount":1,"unproven":["docker"]}
//
// Source: docs/case-layout.md. deadwait makes it of a running host and records it; cases from elsewhere have none.

import { APIS, MOST_IGNORED, type DaemonIdentities, type UnprovenApi } from '../../model/daemon-identity.ts';
import { ParseError } from '../parse-error.ts';
import { integerAt, listAt, objectsAt, parseJsonObject, stringAt, type JsonObject } from './json-value.ts';

const FORMAT = 'deadwait/daemons/v1';
const MOST_DAEMONS = 256;
const MOST_TEXT = 500;

/** What the file says; throws ParseError for another format, and for a daemon without a name or a number. */
export function parseDaemonIdentities(file: string, bytes: Uint8Array): DaemonIdentities {
  const whole = parseJsonObject(file, bytes);
  if (stringAt(whole, 'format') !== FORMAT)
    throw new ParseError(file, 0, FORMAT, String(whole['format']).slice(0, 60));
  const ignored = objectsAt(whole, 'ignored').slice(0, MOST_IGNORED).flatMap(parseIgnored);
  return {
    daemons: objectsAt(whole, 'daemons')
      .slice(0, MOST_DAEMONS)
      .map((one) => {
        const { name, pid } = { name: stringAt(one, 'name'), pid: pidAt(one, 'pid') };
        if (name === undefined || pid === undefined)
          throw new ParseError(file, 0, 'the name and pid of a daemon', JSON.stringify(one).slice(0, 60));
        return {
          name: name.slice(0, MOST_TEXT),
          pid,
          parentPid: pidAt(one, 'parentPid') ?? 0,
          startTicks: integerAt(one, 'startTicks') ?? 0,
          identity: listAt(one, 'identity')
            .filter((fact) => typeof fact === 'string')
            .slice(0, 16)
            .map((fact) => fact.slice(0, MOST_TEXT)),
        };
      }),
    ignored,
    ignoredCount: Math.max(ignored.length, integerAt(whole, 'ignoredCount') ?? 0),
    ...unprovenOf(APIS.filter((api) => listAt(whole, 'unproven').includes(api))),
  };
}

/** The file as text. */
export function writeDaemonIdentities({
  daemons,
  ignored,
  ignoredCount,
  unproven = [],
}: DaemonIdentities): string {
  const listed = daemons.map(({ name, pid, parentPid, startTicks, identity }) => {
    return { name, pid, parentPid, startTicks, identity };
  });
  const whole = { format: FORMAT, daemons: listed, ignored, ignoredCount, ...unprovenOf(unproven) };
  return `${JSON.stringify(whole, undefined, 1)}\n`;
}

function unprovenOf(unproven: readonly UnprovenApi[]): Pick<DaemonIdentities, 'unproven'> {
  return unproven.length === 0 ? {} : { unproven };
}

function parseIgnored(one: JsonObject): DaemonIdentities['ignored'] {
  const pid = pidAt(one, 'pid');
  if (pid === undefined) return [];
  const uid = integerAt(one, 'uid');
  return [
    {
      pid,
      name: (stringAt(one, 'name') ?? '').slice(0, MOST_TEXT),
      ...(uid === undefined || uid < 0 ? {} : { uid }),
      because: (stringAt(one, 'because') ?? '').slice(0, MOST_TEXT),
    },
  ];
}

function pidAt(from: JsonObject, key: string): number | undefined {
  const value = integerAt(from, key);
  return value !== undefined && value >= 0 && value <= 4 * 1024 * 1024 ? value : undefined;
}
