import type { GoroutineGroup } from '../../../model/goroutine.ts';
import { shortName } from '../../../parse/go/function-name.ts';
import { waitingFrame } from '../stack-signature.ts';

/** Where a group of goroutines waits, without the path of the package: `daemon.(*Daemon).Kill`. */
export function placeOf(group: GoroutineGroup): string {
  return shortName(waitingFrame(group)?.function ?? '?');
}
