/**
 * Why a confirmed plan is not carried out. `recorded`: the host is a recording; `nothing`: there is nothing to do; `changed`: the host
 * is not as planned; `audit`: the audit log cannot be written, so nothing may be done.
 */
export type RefusalReason = 'recorded' | 'nothing' | 'changed' | 'audit';

/** A plan was refused; nothing has been done. */
export class ReleaseRefusal extends Error {
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ReleaseRefusal';
    this.reason = reason;
  }
}
