import type { Evidence } from '../../../model/evidence.ts';
import { displayWidth } from '../../terminal/columns.ts';
import { gapOf, type Line, type Pen } from '../../terminal/pen.ts';

/** Below this many columns a quote says too little; it then gets a line of its own. */
const LEAST_QUOTE = 28;

/** `file:line  quote`, dimmed and cut to `room` columns; two lines where one is too narrow. */
export function renderQuote(pen: Pen, evidence: Evidence, room: number): Line[] {
  const place = evidence.line === undefined ? evidence.file : `${evidence.file}:${evidence.line}`;
  const where = pen.cut(place, room, 'name');
  const left = room - displayWidth(where.text) - 2;
  const quote = evidence.quote.replace(/\s+/g, ' ').trim();
  if (quote === '') return [[where]];
  if (left >= Math.min(LEAST_QUOTE, displayWidth(pen.span(quote).text))) {
    return [[where, gapOf(2), pen.cut(shorten(quote, left), left, 'dim')]];
  }
  return [[where], [gapOf(2), pen.cut(shorten(quote, room - 2), room - 2, 'dim')]];
}

/**
 * Where a log line does not fit, its time and origin give way to what it says. In order: syslog or journald
 * (`Nov 24 02:07:45 node-17 kubelet[2086]: `), klog (`E1124 02:07:45.281156    2086 remote_runtime.go:250] `), logrus
 * (`time="…" level=debug msg="`).
 */
const PREFIXES = [
  /^[A-Z][a-z]{2} [ \d]?\d [\d:.]{8,15} \S{1,253} [^\s:]{1,64}: /,
  /^[IWEF]\d{4} [\d:.]{8,15} +\d{1,10} [^\s\]]{1,128}\] /,
  /^time="[^"]{1,64}" level=[a-z]{1,8} (?=msg=)/,
];

function shorten(quote: string, room: number): string {
  let rest = quote;
  for (const prefix of PREFIXES) {
    if (displayWidth(rest) <= room) break;
    rest = rest.replace(prefix, '');
  }
  return rest === quote ? quote : `…${rest}`;
}
