import type { Stage } from '../../model/history.ts';
import { STAGE } from '../../model/history.ts';
import type { CaseFile } from '../case-file.ts';
import { Chunk } from '../chunk.ts';
import { hasStdout, isThrottled, stageOf } from '../recording.ts';
import type { Recording } from '../recording.ts';
import { EVENT_STREAM, fullStack } from '../stacks.ts';
import { compileStack, placeAddresses } from './stack-template.ts';
import type { StackTemplate } from './stack-template.ts';
import { waitMinutes } from './wait-minutes.ts';

/** runtime/pprof writeGoroutineStacks gives up at 64 MiB and prints what it has. */
const GO_CUTS_AT = 64 << 20;

/** pprof/dockerd/goroutine.debug2.txt: every goroutine with its stack; 3 kB for each stop that waits. */
export function goroutineDump(recording: Recording): CaseFile {
  const path = 'pprof/dockerd/goroutine.debug2.txt';
  const chunks = (): Iterable<Uint8Array> => withoutLastBlank(dumpAll(recording));
  return { path, chunks: recording.cutDump ? () => cutAt(GO_CUTS_AT, chunks()) : chunks };
}

function* dumpAll(recording: Recording): Generator<Uint8Array> {
  const { stacks, outcome } = recording;
  const { history } = outcome;
  const chunk = new Chunk();
  const age = waitMinutes(recording, recording.scene.dockerdStartedMs);
  const newest = history.helperId.get(history.stopCount - 1) + 40;
  for (const [place, goroutine] of stacks.daemon.entries()) {
    if (outcome.parameters.exitEvents === 'lost' && goroutine.includes(EVENT_STREAM)) continue;
    const text = goroutine.replace('@age@', age);
    chunk.text(`${place === 0 ? text.replace(/^goroutine \d+/, `goroutine ${newest}`) : text}\n\n`);
  }
  yield* dumpContainers(recording, chunk);
  yield chunk.take();
  yield* dumpStops(recording, chunk);
  yield chunk.take();
}

/** Below the blocks of the stops. */
const CONTAINER_BLOCK = -400;

function* dumpContainers(recording: Recording, chunk: Chunk): Generator<Uint8Array> {
  const { stacks, running } = recording;
  let id = 92;
  for (const [place, container] of running.entries()) {
    const age = waitMinutes(recording, container.startedMs);
    const copying = hasStdout(container) ? stacks.container : stacks.container.slice(0, -1);
    for (const text of copying) {
      const header = text.slice(0, text.indexOf('\n') + 1);
      chunk.text(header.replace('@id@', String(id++)).replace('@age@', age));
      put(chunk, compileStack(text.slice(header.length), {}), CONTAINER_BLOCK + (place % 390));
      if (chunk.isFull) yield chunk.take();
    }
  }
  if (!isThrottled(recording)) return;
  chunk.text(`goroutine ${id} [sleep]:\n`);
  put(chunk, compileStack(stacks.files('throttle.debug2.txt'), {}), CONTAINER_BLOCK);
}

function* dumpStops(recording: Recording, chunk: Chunk): Generator<Uint8Array> {
  const { history, parameters } = recording.outcome;
  const handlers = compileHandlers(recording);
  const helper = compileStack(recording.stacks.files('wait.debug2.txt'), {});
  const watcher = compileStack(recording.stacks.files('reader.debug2.txt'), {});
  const ages = new AgeMemo(recording);
  for (let stop = 0; stop < history.stopCount; stop++) {
    const stage = history.stage.get(stop);
    if (stage === STAGE.ended) continue;
    const template = handlers[history.container.get(stop)]?.get(stageOf(stage));
    if (template === undefined)
      throw new Error(`${parameters.daemonVersion} has no stack for the stage ${stage}`);
    const age = ages.of(history.sinceMs.get(stop));
    const handlerId = history.handlerId.get(stop);
    putHeader(chunk, handlerId, 'chan receive', age);
    put(chunk, template, stop);
    if (history.clientGone.get(stop) === 0) {
      putHeader(chunk, handlerId + 1, 'IO wait', ages.of(history.askedMs.get(stop)));
      put(chunk, watcher, stop);
    }
    putHeader(chunk, history.helperId.get(stop), 'select', age);
    put(chunk, helper, stop);
    if (chunk.isFull) yield chunk.take();
  }
}

/** By container, then stage. */
function compileHandlers({
  outcome,
  scene,
  stacks,
}: Recording): readonly ReadonlyMap<Stage, StackTemplate>[] {
  const pointers = scene.containers.flatMap(({ stuck, pointer }) => (stuck === undefined ? [] : [pointer]));
  return pointers.map(
    (container) =>
      new Map(
        [...stacks.stages.keys()].map((stage) => [
          stage,
          compileStack(fullStack(stacks, stage, outcome.parameters.graceSeconds), { container }),
        ]),
      ),
  );
}

/** Stops come in the order of time, so the same text is asked for again and again. */
class AgeMemo {
  private readonly recording: Recording;
  private minute = Number.NaN;
  private text = '';

  constructor(recording: Recording) {
    this.recording = recording;
  }

  of(sinceMs: number): string {
    const period = Math.ceil(sinceMs / this.recording.memory.gcPeriodMs);
    if (period !== this.minute) {
      this.minute = period;
      this.text = waitMinutes(this.recording, sinceMs);
    }
    return this.text;
  }
}

function putHeader(chunk: Chunk, id: number, state: string, age: string): void {
  chunk.text('goroutine ');
  chunk.number(id);
  chunk.text(` [${state}${age}]:\n`);
}

function put(chunk: Chunk, template: StackTemplate, block: number): void {
  const start = chunk.length;
  chunk.bytes(template.bytes);
  placeAddresses(chunk.buffer, start, template, block);
}

/** Goroutines are set apart by a blank line; behind the last one there is none. */
function* withoutLastBlank(chunks: Iterable<Uint8Array>): Generator<Uint8Array> {
  let held = 0;
  for (const chunk of chunks) {
    if (chunk.length === 0) continue;
    if (held === 1) yield NEWLINE;
    held = 1;
    yield chunk.subarray(0, -1);
  }
}
const NEWLINE = Buffer.from('\n');

function* cutAt(limit: number, chunks: Iterable<Uint8Array>): Generator<Uint8Array> {
  let left = limit;
  for (const chunk of chunks) {
    if (chunk.length >= left) {
      yield chunk.subarray(0, left);
      return;
    }
    left -= chunk.length;
    yield chunk;
  }
}
