/**
 * Every fault that the user can fix: a stable code, one line that says what is wrong, and a hint that says what to do.
 * docs/exit-status.md lists them, and a test holds the two against each other.
 */
export const FAULTS = {
  'unknown-command': { says: 'there is no command {command}', hint: '{suggestion}' },
  'unknown-option': {
    says: '{command} has no option {option}',
    hint: 'deadwait {command} --help lists what it has',
  },
  'bad-value': { says: '{problem}', hint: 'deadwait {command} --help tells what is allowed' },
  'too-many-arguments': { says: '{problem}', hint: 'the command stands first: deadwait {command} [options]' },
  'unknown-format': { says: '{command} does not print {format}', hint: 'it prints {formats}' },
  'case-not-found': {
    says: 'there is no case at {path}',
    hint: 'give a folder or a .tar.gz that was recorded on a host',
  },
  'case-denied': {
    says: 'the case {path} may not be read',
    hint: 'read it as a user who may, or change its mode',
  },
  'not-a-case': {
    says: '{problem}',
    hint: 'a case is a folder or .tar.gz recorded on a host; docs/case-layout.md tells how',
  },
  'case-with-files': { says: 'a case and files were given at once', hint: 'leave out --case, or the files' },
  'case-with-host': {
    says: '--case was given together with {option}, which is for a live host',
    hint: 'leave out one of them',
  },
  'root-not-found': {
    says: 'there is no host below {path}: no proc folder is in it',
    hint: "--root is where the node's file system is mounted, such as /host",
  },
  'file-not-found': { says: 'there is no file {path}', hint: 'give a file, or - for standard input' },
  'file-denied': {
    says: 'the file {path} may not be read',
    hint: 'read it as a user who may, or change its mode',
  },
  'file-unreadable': { says: 'the file {path} cannot be read: {problem}', hint: 'see whether it is whole' },
  'file-not-understood': {
    says: '{path} was not understood: {problem}',
    hint: 'deadwait {command} --help tells which files it reads',
  },
  'out-not-writable': { says: '{path} cannot be written: {problem}', hint: 'give another path with --out' },
  'out-exists': {
    says: '{path} exists already',
    hint: 'give another path with --out, or --force to replace it',
  },
  'out-not-a-file': {
    says: '{problem}',
    hint: 'give the path of a regular file with --out; without it the report goes to standard output',
  },
  'case-not-written': {
    says: 'the case was not written: {problem}',
    hint: 'give another path with -o, or --force to replace what is there',
  },
  'knowledge-not-usable': {
    says: 'the knowledge cannot be used: {problem}',
    hint: 'docs/adding-a-cause.md tells how a cause is written',
  },
  'release-of-case': {
    says: 'a recorded host cannot be released',
    hint: 'without --confirm, its plan is shown',
  },
  'plan-changed': {
    says: 'the host is not as it was planned under {digest}, so nothing was done; {now}',
    hint: 'look at the plan above, and confirm that one',
  },
  'audit-not-writable': {
    says: 'the audit log cannot be written, so nothing was done: {problem}',
    hint: 'give another file with --audit, on a file system that answers (/run/deadwait-audit.log)',
  },
  locked: {
    says: '{holder} is carrying out deadwait {command} here (it holds {file}), so nothing was done',
    hint: 'wait until it has ended, then look at the plan again',
  },
  'lock-not-usable': {
    says: 'the lock cannot be taken, so nothing was done: {problem}',
    hint: 'run as root',
  },
  'needs-running-host': {
    says: '{command} is for a running host, not for a case',
    hint: 'leave out --case',
  },
  'not-with-watch': { says: '--watch was given together with {option}', hint: '{hint}' },
  'docker-not-reached': {
    says: 'dockerd cannot be reached: {problem}',
    hint: 'run as root, and name its socket with --docker-socket',
  },
  'port-not-usable': { says: '{problem}', hint: 'give another with --port, or 0 for one that is free' },
  'address-not-usable': {
    says: '{problem}',
    hint: 'give an address of this machine with --listen: 127.0.0.1 for itself, 0.0.0.0 for all that it has',
  },
  'folder-not-usable': {
    says: 'nothing can be listed: {problem}',
    hint: 'name folders in which cases or profiles lie, or leave them out',
  },
  'debug-below-root': {
    says: 'debug mode is not switched below --root: the files and signals of this pod are not those of the node',
    hint: 'run deadwait debug on the node itself (nsenter --target 1 --mount --pid -- deadwait debug …)',
  },
  'debug-refused': { says: 'nothing was done: {problem}', hint: '{hint}' },
  'debug-failed': {
    says: 'debug mode was not switched: {problem}',
    hint: 'deadwait debug status tells how it is now',
  },
  'unknown-cause': { says: 'no cause is called {cause}', hint: '{suggestion}' },
} as const satisfies Readonly<Record<string, { readonly says: string; readonly hint: string }>>;

export type FaultCode = keyof typeof FAULTS;

/** The names between braces in a text. */
type Blanks<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Blanks<Rest>
  : never;
type Values<Code extends FaultCode> = Readonly<
  Record<Blanks<(typeof FAULTS)[Code]['says']> | Blanks<(typeof FAULTS)[Code]['hint']>, string>
>;

/** Something that the user can fix. Ends deadwait with status 2. */
export class Fault extends Error {
  readonly code: FaultCode;
  readonly hint: string;

  constructor(code: FaultCode, message: string, hint: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'Fault';
    this.code = code;
    this.hint = hint;
  }
}

/** The fault with its blanks filled in. */
export function fault<Code extends FaultCode>(
  code: Code,
  values: Values<Code>,
  options?: ErrorOptions,
): Fault {
  const { says, hint } = FAULTS[code];
  return new Fault(code, fill(says, values), fill(hint, values), options);
}

function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{([a-z]+)\}/g, (blank, name: string) => values[name] ?? blank);
}
