/** What a dropped file is, found out by a child: its bytes are a stranger's, and the server answers others meanwhile. */
import { fileURLToPath } from 'node:url';
import type { FileKind } from '../../parse/head/file-head.ts';
import { startProgram, type ProgramEnd, type ProgramLimits, type RunningProgram } from './own-program.ts';

/** Of the package as it was built, also where this file runs from its source. */
const PROGRAM = fileURLToPath(new URL('../../../dist/serve/served/recognise-child.js', import.meta.url));
const KINDS: readonly FileKind[] = ['case', 'profile', 'sockets'];
const LIMITS: ProgramLimits = { deadlineMs: 10_000, memoryBytes: 512 << 20, outputBytes: 64 };

/** `kind` is absent for what is none of the files that deadwait reads. */
export type Recognition =
  { readonly how: 'done'; readonly kind?: FileKind } | Exclude<ProgramEnd, { readonly how: 'done' }>;

export class Recogniser {
  readonly #limits: ProgramLimits;
  readonly #program: string;
  readonly #running = new Set<RunningProgram>();

  constructor({ limits = LIMITS, program = PROGRAM } = {}) {
    this.#limits = limits;
    this.#program = program;
  }

  /** Never rejects, and never later than its deadline. */
  async recognise(folder: string, name: string): Promise<Recognition> {
    const running = startProgram({
      program: this.#program,
      results: [0],
      args: [name],
      folder,
      environment: { PATH: process.env['PATH'] },
      limits: this.#limits,
      onStep: () => {},
    });
    this.#running.add(running);
    const end = await running.ended;
    this.#running.delete(running);
    if (end.how !== 'done') return end;
    const text = Buffer.from(end.output).toString('latin1');
    const kind = KINDS.find((each) => each === text);
    return { how: 'done', ...(kind === undefined ? {} : { kind }) };
  }

  /** Ends what is under way. */
  close(): void {
    for (const running of this.#running) running.stop();
  }
}
