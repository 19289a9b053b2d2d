import type { Diagnosis } from '../../model/diagnosis.ts';

/** Every key of the contract, in the order in which each object shows those it has. */
export const KEY_ORDER: readonly string[] = [
  'schema verdict headline complete coverage host daemons findings books ignored ignoredCount gaps',
  'subject part seen needed sources',
  'hostname kernel capturedAt fd allocated max',
  'cause title severity confidence unverified summary because counts',
  'id name version pid uid tid comm state wchan waits backend sigkillPending',
  'source fstype mountPoint device',
  'container pod stops goroutines sockets fds fdLimit rssBytes bytes identity',
  'containers tasks clients growth beganAt window from to count perHour notGrowing since longestPauseSeconds',
  'limit forecast basis low high noForecast curve at',
  'chain link status says evidence file line quote',
  'remedies risk automatic loses effect command where waitsFor refutedBy',
  'left leftOf relation right rightOf unit tolerance balanced reason detail',
].flatMap((keys) => keys.split(' '));

/** The diagnosis as `deadwait/diagnosis/v1`: keys in a fixed order, absent where unknown; the same diagnosis gives the same bytes. */
export function renderJson(diagnosis: Diagnosis): string {
  return `${JSON.stringify(diagnosis, [...KEY_ORDER], 2)}\n`;
}
