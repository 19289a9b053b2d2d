// The functions that a Go source file declares. Go specification, "Function declarations" and "Method declarations"; gofmt ends a
// function's body with a `}` in the first column.
//
//     func (daemon *Daemon) Kill(container *container.Container) error {
//     func (s StreamService) PortForward(podSandboxID string, …) error {

export interface Declaration {
  /** Without `*`; absent for a plain function. */
  readonly receiver?: string;
  readonly pointer: boolean;
  readonly name: string;
  readonly line: number;
  readonly endLine: number;
  /** It has a function literal, or a go or defer statement that the compiler makes one of. */
  readonly closure: boolean;
  /** It locks something itself. */
  readonly locks: boolean;
}

export interface GoFile {
  readonly packageName: string;
  readonly functions: readonly Declaration[];
  /** Functions of C that it calls: `dm_udev_wait`. */
  readonly calledInC: readonly string[];
}

const FUNCTION = /^func (?:\((?:\w+ )?(\*?)(\w+)(?:\[[^\]]*\])?\) )?(\w+)[[(]/;

export function parseGoFile(text: string): GoFile {
  const lines = text.split('\n');
  const functions: Declaration[] = [];
  let packageName = '';
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? '';
    packageName ||= /^package (\w+)/.exec(line)?.[1] ?? '';
    if (!line.startsWith('func ')) continue;
    const [, star = '', receiver, name] = FUNCTION.exec(line) ?? [];
    if (name === undefined) continue;
    const isWhole = /\}\s*(?:\/\/.*)?$/.test(line) && balanced(line);
    let end = index;
    while (!isWhole && end < lines.length - 1 && !(lines[end] ?? '').startsWith('}')) end++;
    const body = lines.slice(index, end + 1).join('\n');
    functions.push({
      ...(receiver === undefined ? {} : { receiver }),
      pointer: star === '*',
      name,
      line: index + 1,
      endLine: end + 1,
      closure: /\bfunc\(|^\s*(?:go|defer) /m.test(body.slice(line.length - 1)),
      locks: /\bR?Lock\(/.test(body),
    });
  }
  return {
    packageName,
    functions,
    calledInC: [...new Set([...text.matchAll(/\bC\.(\w+)\(/g)].map(([, name]) => name ?? ''))],
  };
}

function balanced(line: string): boolean {
  return line.split('{').length === line.split('}').length && line.includes('{');
}
