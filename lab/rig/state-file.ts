// What a lab has made, in a file: written before the thing is made, so that it can be taken back after a crash at any point.

import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** A process is known by its pid and the clock ticks at which it was started; absent until it has been. */
const process = { pid: z.int().positive().optional(), startTicks: z.number().optional() };

const thing = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('process'), role: z.string(), ...process }),
  z.object({ kind: z.literal('stopped-process'), ...process }),
  z.object({ kind: z.literal('fuse-mount'), mountPoint: z.string(), minor: z.int().optional() }),
  z.object({ kind: z.literal('fusectl-mount') }),
  z.object({ kind: z.literal('loop-device'), image: z.string(), device: z.string().optional() }),
  z.object({ kind: z.literal('mount'), mountPoint: z.string() }),
  z.object({ kind: z.literal('frozen-filesystem'), mountPoint: z.string() }),
  z.object({ kind: z.literal('frozen-cgroup'), folder: z.string() }),
  z.object({ kind: z.literal('folder'), path: z.string() }),
]);

const content = z.object({
  /** Cgroup below which every container of this lab lives: `/deadwait-lab-1f3a`. */
  cgroupParent: z.string().regex(/^\/deadwait-lab-[0-9a-f]{4,16}$/),
  scenario: z.string().optional(),
  things: z.array(thing),
});

export type Thing = z.infer<typeof thing>;
export type ThingOf<K extends Thing['kind']> = Extract<Thing, { readonly kind: K }>;
type Content = z.infer<typeof content>;

const FILE = 'state.json';

/** The state of the lab below one folder. */
export class StateFile {
  readonly folder: string;
  private content: Content;

  private constructor(folder: string, known: Content) {
    this.folder = folder;
    this.content = known;
  }

  /** A new lab; throws when the folder holds one already. */
  static create(folder: string): StateFile {
    if (existsSync(join(folder, FILE))) throw new Error(`a lab is up in ${folder}: end it with lab down`);
    mkdirSync(folder, { recursive: true, mode: 0o711 });
    const number = Math.floor(Math.random() * 0x1_0000_0000);
    const state = new StateFile(folder, {
      cgroupParent: `/deadwait-lab-${number.toString(16).padStart(8, '0')}`,
      things: [],
    });
    state.write();
    return state;
  }

  /** The lab in a folder; undefined when there is none. Throws when the file is not one of ours. */
  static open(folder: string): StateFile | undefined {
    const file = join(folder, FILE);
    if (!existsSync(file)) return undefined;
    const parsed = content.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    if (!parsed.success)
      throw new Error(`${file} is not the state of a lab: ${z.prettifyError(parsed.error)}`);
    return new StateFile(folder, parsed.data);
  }

  get cgroupParent(): string {
    return this.content.cgroupParent;
  }

  get scenario(): string | undefined {
    return this.content.scenario;
  }

  set scenario(name: string | undefined) {
    const { scenario: _, ...rest } = this.content;
    this.content = name === undefined ? rest : { ...rest, scenario: name };
    this.write();
  }

  /** Notes a thing that is about to be made; the answer completes the note with what is known once it is there. */
  record<K extends Thing['kind']>(made: ThingOf<K>): (details: Partial<ThingOf<K>>) => void {
    this.content.things.push(made);
    this.write();
    return (details) => {
      Object.assign(made, details);
      this.write();
    };
  }

  things<K extends Thing['kind']>(kind: K): readonly ThingOf<K>[] {
    return this.content.things.filter((one): one is ThingOf<K> => one.kind === kind);
  }

  /** Whole or not at all: a reader never sees half of it. */
  private write(): void {
    const file = join(this.folder, FILE);
    writeFileSync(`${file}.new`, `${JSON.stringify(this.content, undefined, 2)}\n`, { flush: true });
    renameSync(`${file}.new`, file);
  }
}
