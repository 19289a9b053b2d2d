import type { Frame } from '../../model/goroutine.ts';

/** Packages in which a goroutine waits or allocates on behalf of somebody else. */
const MACHINERY =
  /^(?:runtime|internal\/[a-z/]{1,40}|sync|syscall|bufio|io|os|net|net\/http|golang\.org\/x\/sys\/unix|.*\/vendor\/golang\.org\/x\/sys\/unix)\./;

/** The first frame that is neither Go's runtime nor its standard library; without any, the leaf. */
export function tellingFrame(frames: readonly Frame[]): Frame | undefined {
  return frames.find((frame) => !MACHINERY.test(frame.function)) ?? frames[0];
}

/** `github.com/docker/docker/daemon.(*Daemon).Kill` → `daemon.(*Daemon).Kill`. */
export function shortFunction(name: string): string {
  const receiver = name.indexOf('(');
  const path = receiver < 0 ? name : name.slice(0, receiver);
  return name.slice(path.lastIndexOf('/') + 1);
}
