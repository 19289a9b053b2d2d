// The frame of a stack that tells what a program does, and a name for it that is the same in every build. Go's own packages
// (golang/go src/) wait and allocate on behalf of others; closures are numbered anew when code moves, and a module's path changes with
// its major version and with vendoring:
//
//   internal/poll.runtime_pollWait ← … ← github.com/containerd/fifo.(*fifo).Read ← io.copyBuffer
//   github.com/docker/docker/vendor/github.com/containerd/ttrpc.(*Client).run.func1 → ttrpc.(*Client).run.func

import type { Frame } from '../../model/goroutine.ts';
import { parseFunctionName, shortName } from './function-name.ts';

const MACHINERY =
  /^(?:runtime|internal\/[a-z/]{1,40}|sync|syscall|bufio|bytes|io|os|os\/exec|net|net\/textproto|context|time|(?:.{1,200}\/)?golang\.org\/x\/(?:sys|sync|net)\/[a-z/0-9]{1,40})\./;

/** The first frame, from the leaf, that is not of Go's own packages; where all are, the goroutine's own function, at the end. */
export function programFrame(frames: readonly Frame[]): Frame | undefined {
  return (
    frames.find((frame) => !MACHINERY.test(frame.function)) ??
    frames.findLast((frame) => !frame.function.startsWith('runtime.')) ??
    frames[0]
  );
}

/** `ttrpc.(*Client).run.func` for any closure in that function, whatever the module's path and version. */
export function stableName(printed: string): string {
  const {
    packagePath = '',
    packageName,
    receiver,
    pointerReceiver,
    name,
    closures,
  } = parseFunctionName(printed);
  if (packageName === undefined) return shortName(printed);
  const elements = packagePath.split('/');
  const last = /^v\d{1,4}$/.test(packageName) ? (elements.at(-2) ?? packageName) : packageName;
  const of = receiver === undefined ? '' : pointerReceiver ? `(*${receiver}).` : `${receiver}.`;
  return `${last}.${of}${name}${closures.length === 0 ? '' : '.func'}`;
}
