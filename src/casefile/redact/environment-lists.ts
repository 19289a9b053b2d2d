// Environments of containers in the daemons' logs.
//
//     form data: {\"Env\":[\"DB_HOST=db\",\"DB_PASS=x\"],…      dockerd in debug mode, POST /containers/create (middleware/debug.go)
//     …Env:[]EnvVar{EnvVar{Name:DB_PASS,Value:x,ValueFrom:nil,},},…       kubelet, a container that could not be started
//     …Envs:[]*KeyValue{&KeyValue{Key:DB_PASS,Value:x,},},…   envs:{key:"DB_PASS" value:"x"}       CRI runtimes, in debug mode

import type { RedactionTally } from './redaction-tally.ts';

/** Whether such a list may be in a text. */
export const ENVIRONMENT_HINT = /"[Ee]nvs?\\{0,8}":|EnvVar\{|KeyValue\{|envs:/;

const LIST = /(\\{0,7})"[Ee]nvs?\1":[ ]{0,2}\[/g;
const GO_PAIRS = [
  { start: /EnvVar\{Name:[^,{}]{0,256},Value:/g, end: ',ValueFrom:' },
  { start: /KeyValue\{Key:[^,{}]{0,256},Value:/g, end: ',}' },
  { start: /envs:[ ]?[{<][ ]?key:[ ]?\\{0,3}"[\w.-]{0,256}\\{0,3}"[ ]{1,2}value:[ ]?\\{0,3}"/g, end: '"' },
] as const;

/** The text with the names of its environments, and without their values. */
export function redactEnvironmentLists(text: string, tally: RedactionTally): string {
  let result = redactLists(text, tally);
  for (const { start, end } of GO_PAIRS) result = redactBetween(result, start, end, tally);
  return result;
}

function redactLists(text: string, tally: RedactionTally): string {
  let result = '';
  let done = 0;
  LIST.lastIndex = 0;
  for (let match = LIST.exec(text); match !== null; match = LIST.exec(text)) {
    const quote = `${match[1] ?? ''}"`;
    let at = LIST.lastIndex;
    // `"NAME=value",` again and again, until the bracket
    while (text.startsWith(quote, at)) {
      const from = at + quote.length;
      const end = closingQuote(text, quote, from);
      const equals = text.indexOf('=', from);
      if (equals >= 0 && equals < end) {
        result += text.slice(done, equals + 1) + tally.replace('environment');
        done = end;
      }
      at = end + quote.length;
      if (text[at] === ',') at++;
    }
    LIST.lastIndex = Math.max(LIST.lastIndex, done);
  }
  return result + text.slice(done);
}

/** The same quote with no backslash more in front of it; the end of the text when it is cut off. */
function closingQuote(text: string, quote: string, from: number): number {
  for (let at = text.indexOf(quote, from); at >= 0; at = text.indexOf(quote, at + 1)) {
    if (at === from || text[at - 1] !== '\\') return at;
  }
  return text.length;
}

function redactBetween(text: string, start: RegExp, end: string, tally: RedactionTally): string {
  let result = '';
  let done = 0;
  start.lastIndex = 0;
  for (let match = start.exec(text); match !== null; match = start.exec(text)) {
    const from = start.lastIndex;
    const found = text.indexOf(end, from);
    const to = found < 0 ? text.length : found;
    if (to > from) {
      result += text.slice(done, from) + tally.replace('environment');
      done = to;
    }
    start.lastIndex = to;
  }
  return result + text.slice(done);
}
