import type { Frame } from '../../model/goroutine.ts';
import { parseFrameLocation } from './frame-location.ts';
import type { FrameTable } from './frame-table.ts';

// The lines below a record of a text profile (debug=1), one for each function:
//
//   #	0x2008edd	github.com/docker/docker/daemon.(*Daemon).Kill+0x23d			/go/src/github.com/docker/docker/daemon/kill.go:162
//   #	0x147e7c4
//
// Defined by printStackRecord in golang/go src/runtime/pprof/pprof.go (go1.19.8: line 491); text/tabwriter fills the
// columns up with tabs. The second form stands for code without a symbol. The runtime's own functions at the leaf, and
// runtime.goexit, are left out there.

/** The frame of such a line; undefined when it is another line. */
export function parseSymbolizedFrame(line: string, table: FrameTable): Frame | undefined {
  if (!line.startsWith('#\t0x')) return undefined;
  const [, address = '', symbol, location] = line.split(/\t+/, 4);
  if (symbol === undefined) return table.frame(address);
  const name = symbol.replace(/\+0x[0-9a-f]+$/, '');
  return table.frame(name, location === undefined ? undefined : parseFrameLocation(location));
}

/** What stands for a stack of addresses that the profile does not translate. */
export function addressFrames(addresses: string, table: FrameTable): Frame[] {
  return addresses
    .split(' ')
    .filter((address) => address.startsWith('0x'))
    .slice(0, 1024)
    .map((address) => table.frame(address));
}

/** Leaves out what the text form leaves out, so that all forms of a profile show the same stack. */
export function trimRuntimeFrames(frames: readonly Frame[]): readonly Frame[] {
  const stack = frames.filter((frame) => frame.function !== 'runtime.goexit');
  const leaf = stack.findIndex((frame) => !/^(?:runtime\.|internal\/runtime\/)/.test(frame.function));
  return leaf < 0 ? stack : stack.slice(leaf);
}
