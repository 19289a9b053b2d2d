/** Why nothing is done. */
export class DebugRefusal extends Error {
  /** What may be done instead. */
  readonly hint: string;

  constructor(message: string, hint: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DebugRefusal';
    this.hint = hint;
  }
}
