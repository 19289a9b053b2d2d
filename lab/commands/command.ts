/** What a command of the lab was called with. */
export interface LabCall {
  readonly args: readonly string[];
  /** `--name value`, `--name=value`, and `--name` alone as `true`. */
  readonly options: ReadonlyMap<string, string>;
  readonly print: (line: string) => void;
}

/** One command of the lab: a file in lab/commands/ that exports it as `command`. */
export interface LabCommand {
  /** After `lab`: `up SCENARIO [--state DIR]`. */
  readonly usage: string;
  readonly summary: string;
  /** The exit status; rejects with LabFault for what the user can fix. */
  run(call: LabCall): Promise<number>;
}

/** Something that the user can fix: one line, and exit status 2. */
export class LabFault extends Error {}
