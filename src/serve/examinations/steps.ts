/** Told of each step while something is done, and once when it is over. */
export interface StepListener {
  step(says: string): void;
  end(): void;
}

const MOST_STEPS = 200;

/** What has been said of one piece of work so far; who comes late hears all of it. */
export class Steps {
  readonly #said: string[] = [];
  readonly #listeners = new Set<StepListener>();

  readonly says = (step: string): void => {
    if (this.#said.length === MOST_STEPS) this.#said.shift();
    this.#said.push(step);
    for (const listener of this.#listeners) listener.step(step);
  };

  end(): void {
    for (const listener of this.#listeners) listener.end();
    this.#listeners.clear();
  }

  /** The function ends it. */
  follow(listener: StepListener): () => void {
    for (const step of this.#said) listener.step(step);
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
