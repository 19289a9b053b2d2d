// A Go function's name as the runtime prints it in stacks and profiles:
//
//   github.com/docker/docker/vendor/github.com/gorilla/mux.(*Router).ServeHTTP
//   github.com/docker/docker/api/server.(*Server).makeHTTPHandler.func1
//
// Composed by the compiler and linker: cmd/internal/objabi/path.go (PathToPrefix: dots in the last element of a package
// path, and what is not printable, become `%2e`, `%xx`), cmd/compile/internal/ir/func.go and typecheck/closure.go
// (closures). Closures are `func1`, nested `func1.2` or `func1.func2`, `glob..func1` outside functions; go1.17 adds
// `·dwrap·1` for wrapped go and defer statements, go1.21 turns these into `gowrap1` and `deferwrap1`; go1.23 adds
// `-range1` for loop bodies. Method values end in `-fm`: since go1.11 `(*T).m-fm`, before `(*T).(path/to/pkg.m)-fm`. Type
// parameters are printed as `[...]` (before go1.21 in profiles: `[go.shape.int_0]`).

/** The parts of a function's name; absent where it has none. */
interface FunctionName {
  /** Import path, escapes undone: `github.com/docker/docker/daemon`. */
  readonly packagePath?: string;
  /** Its last element: `daemon`. */
  readonly packageName?: string;
  /** Type of the receiver, without `*`. */
  readonly receiver?: string;
  readonly pointerReceiver: boolean;
  /** Function or method. */
  readonly name: string;
  /** From the outermost: `['func1', '2']`. */
  readonly closures: readonly string[];
  readonly methodValue: boolean;
}

const CLOSURE = /^(?:(?:func|gowrap|deferwrap)?\d+)(?:-range\d+)*$/;

/** Splits a function's name as printed. */
export function parseFunctionName(printed: string): FunctionName {
  const short = shortName(printed);
  const escapedPath = printed.slice(0, lastSlash(printed) + 1);
  const methodValue = short.endsWith('-fm');
  const parts = splitAtDots((methodValue ? short.slice(0, -3) : short).replace('·dwrap·', '.gowrap'));
  const packageName = parts.length > 1 ? unescape(parts.shift() ?? '') : undefined;
  const closures: string[] = [];
  while (parts.length > 1 && CLOSURE.test(parts.at(-1) ?? '')) closures.unshift(parts.pop() ?? '');
  const receiver = parts.length > 1 ? parts.shift() : undefined;
  const pointer = receiver !== undefined && receiver.startsWith('(*') && receiver.endsWith(')');
  // The old form of a method value names the package again.
  const name = parts.join('.').replace(/^\((?:.*[./])?([^./()]+)\)$/, '$1');
  return {
    ...(packageName === undefined ? {} : { packagePath: unescape(escapedPath) + packageName, packageName }),
    ...(receiver === undefined ? {} : { receiver: pointer ? receiver.slice(2, -1) : receiver }),
    pointerReceiver: pointer,
    name,
    closures,
    methodValue,
  };
}

/** What follows the last slash of the package path: `daemon.(*Daemon).Kill`. */
export function shortName(printed: string): string {
  return printed.slice(lastSlash(printed) + 1);
}

/**
 * The expression that matches a function as printed, whatever stands before its package: `daemon.(*Daemon).Kill` matches
 * `github.com/docker/docker/daemon.(*Daemon).Kill` and `github.com/moby/moby/v2/daemon.(*Daemon).Kill`, but neither its
 * closures nor `KillX`. Slashes ask for the end of the path: `docker/daemon.(*Daemon).Kill`. `func*` stands for any closure
 * of the function, at any depth; any other `*` that does not follow `(` for part of a word; `[...]` for type parameters.
 */
export function compileFunctionPattern(pattern: string): RegExp {
  const slash = lastSlash(pattern);
  const path = pattern
    .slice(0, slash + 1)
    .split('/')
    .slice(0, -1);
  const short = pattern.slice(slash + 1);
  const dot = short.indexOf('.');
  const packageName = dot < 0 ? '' : short.slice(0, dot);
  const prefix = path.map((element) => `${compileWord(element)}\\/(?:v\\d+\\/)?`).join('');
  const version = dot < 0 ? '' : '(?:\\/v\\d+)?';
  const rest = compileRest(dot < 0 ? short : short.slice(dot));
  return new RegExp(`^(?:[^([]*\\/)?${prefix}${compileWord(packageName)}${version}${rest}$`);
}

const ANY_CLOSURE =
  '(?:\\.(?:func|gowrap|deferwrap)\\d+(?:\\.(?:func|gowrap|deferwrap)?\\d+|-range\\d+)*|·dwrap·\\d+)';

/** From the dot behind the package: receiver, function, closures. */
function compileRest(rest: string): string {
  const methodValue = /^(.*\.)([^.()*]+)-fm$/.exec(rest);
  if (methodValue !== null) {
    const [, before = '', method = ''] = methodValue;
    return `${compileRest(before)}(?:${escapeWord(method)}|\\((?:[^()]*[./])?${escapeWord(method)}\\))-fm`;
  }
  let source = '';
  for (const [token] of rest.matchAll(/\.(?:func|gowrap)\*|\(\*|\)|\[\.\.\.\]|\*|[^.()[*]+|[^]/g)) {
    if (token === '.func*' || token === '.gowrap*') source += ANY_CLOSURE;
    else if (token === '(*') source += '\\(\\*';
    else if (token === ')') source += '(?:\\[.*\\])?\\)';
    else if (token === '[...]') source += '\\[.*\\]';
    else if (token === '*') source += '[^./()]*';
    else source += escapeWord(token);
  }
  return source;
}

/** A word of a path: literal, `*` for part of it. */
function compileWord(word: string): string {
  return word.split('*').map(escapeWord).join('[^./()]*');
}

/** Dots may be printed as escapes where they belong to a path. */
function escapeWord(word: string): string {
  return word.replace(/[\\^$+?()[\]{}|/*-]/g, '\\$&').replaceAll('.', '(?:\\.|%2e)');
}

/** Slashes of receivers and type parameters are not the path's. */
function lastSlash(printed: string): number {
  const end = printed.search(/[([]/);
  return end < 0 ? printed.lastIndexOf('/') : printed.slice(0, end).lastIndexOf('/');
}

function splitAtDots(short: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < short.length; i++) {
    const char = short[i];
    if (char === '(' || char === '[') depth++;
    else if (char === ')' || char === ']') depth--;
    else if (char === '.' && depth <= 0) {
      if (i > start) parts.push(short.slice(start, i)); // `glob..func1` has an empty part
      start = i + 1;
    }
  }
  parts.push(short.slice(start));
  return parts;
}

function unescape(path: string): string {
  return path.replace(/%([0-9a-f]{2})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
}
