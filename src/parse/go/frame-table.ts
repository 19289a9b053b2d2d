import type { Frame } from '../../model/goroutine.ts';

/** Gives out one and the same object for equal frames, since the stacks of a profile share most of theirs. */
export class FrameTable {
  readonly #texts = new Map<string, number>();
  readonly #frames = new Map<string, Frame>();
  readonly #numbers = new Map<Frame, number>();

  frame(name: string, location?: { readonly file?: string; readonly line?: number }): Frame {
    const file = location?.file === undefined ? '' : this.#number(location.file);
    const key = `${this.#number(name)} ${file} ${location?.line ?? ''}`;
    let frame = this.#frames.get(key);
    if (frame === undefined) {
      frame = { function: name, ...location };
      this.#frames.set(key, frame);
      this.#numbers.set(frame, this.#numbers.size);
    }
    return frame;
  }

  /** Equal for stacks of the same frames in the same order, all from this table. */
  stackKey(frames: readonly Frame[]): string {
    return frames.map((frame) => this.#numbers.get(frame)).join(' ');
  }

  #number(text: string): number {
    let number = this.#texts.get(text);
    if (number === undefined) {
      number = this.#texts.size;
      this.#texts.set(text, number);
    }
    return number;
  }
}
