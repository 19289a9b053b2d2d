/** How deadwait ends; docs/exit-status.md explains each. */
export const EXIT = { nothing: 0, findings: 1, fault: 2, unknown: 3, bug: 70, interrupted: 130 } as const;
export type ExitStatus = (typeof EXIT)[keyof typeof EXIT];
