// Environments of containers in the daemons' logs, where they are no whole JSON.
//
//     form data: {"Env":["DB_HOST=db","DB_PASS=x"],…      dockerd in debug mode, POST /containers/create (middleware/debug.go)
//     …Env:[]EnvVar{EnvVar{Name:DB_PASS,Value:x,ValueFrom:nil,},},…       kubelet, a container that could not be started
//     …Envs:[]*KeyValue{&KeyValue{Key:DB_PASS,Value:x,},},…   envs:{key:"DB_PASS" value:"x"}       CRI runtimes, in debug mode
//     Env:[DB_HOST=db DB_PASS=x]      []string{"DB_PASS=x"}       what Go prints of a list

import { closingBracket, endOfQuoted } from './named-values.ts';
import type { Span } from './span.ts';

const LIST = /(?<![\w.-])env(?:s|ironment|iron)?["']?[ ]{0,2}[:=][ ]{0,2}(?:\[\]string)?[[{]/gi;
const VARIABLE = /(?<=^|[ ,[{"'])[A-Za-z_][\w.-]{0,255}=/g;
const GO_PAIRS = [
  { start: /EnvVar\{Name:[^,{}]{0,256},Value:/g, end: ',ValueFrom:' },
  { start: /KeyValue\{Key:[^,{}]{0,256},Value:/g, end: ',}' },
  { start: /envs:[ ]?[{<][ ]?key:[ ]?"[\w.-]{0,256}"[ ]{1,2}value:[ ]?"/g, end: '"' },
  { start: /\{Name:[\w.-]{1,256} Value:(?=[^{}]{0,4096} ValueFrom:)/g, end: ' ValueFrom:' },
] as const;

/** Adds the values of environments in one line; the names stay. */
export function findEnvironments(text: string, found: Span[]): void {
  if (!/env/i.test(text) && !text.includes('KeyValue{') && !text.includes('{Name:')) return;
  findLists(text, found);
  for (const { start, end } of GO_PAIRS) findBetween(text, start, end, found);
}

function findLists(text: string, found: Span[]): void {
  LIST.lastIndex = 0;
  for (let match = LIST.exec(text); match !== null; match = LIST.exec(text)) {
    const from = LIST.lastIndex;
    const to = closingBracket(text, from);
    const quote = text[from] ?? '';
    if (quote === '"' || quote === "'") findQuoted(text, quote, from, to, found);
    else findPlain(text, from, to, found);
    LIST.lastIndex = Math.max(from, to);
  }
}

/** `"NAME=value",` again and again, until the bracket. */
function findQuoted(text: string, quote: string, start: number, to: number, found: Span[]): void {
  for (let from = start; from < to && text[from] === quote;) {
    const end = endOfQuoted(text, quote, from + 1);
    const equals = text.indexOf('=', from);
    if (equals >= 0 && equals < end) add(found, equals + 1, end);
    from = end + 1;
    while (text[from] === ',' || text[from] === ' ') from++;
  }
}

/** `NAME=two words OTHER=value`: a value goes up to the next name. */
function findPlain(text: string, from: number, to: number, found: Span[]): void {
  const names = [...text.slice(from, to).matchAll(VARIABLE)];
  names.forEach((name, index) => {
    const next = names[index + 1]?.index;
    add(found, from + name.index + name[0].length, next === undefined ? to : from + next - 1);
  });
}

function findBetween(text: string, start: RegExp, end: string, found: Span[]): void {
  start.lastIndex = 0;
  for (let match = start.exec(text); match !== null; match = start.exec(text)) {
    const from = start.lastIndex;
    const at = text.indexOf(end, from);
    const to = at < 0 ? text.length : at;
    add(found, from, to);
    start.lastIndex = to;
  }
}

function add(found: Span[], from: number, to: number): void {
  if (from < to) found.push({ from, to, kind: 'environment' });
}
