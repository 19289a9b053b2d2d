import { LINKS, type LinkStatus } from '../../../model/diagnosis.ts';
import { describeConfidence } from '../confidence.ts';
import type { Story, StoryLink } from '../story.ts';
import { gapOf, type Line, type Pen, type Tone } from '../../terminal/pen.ts';
import { renderQuote } from './quote.ts';
import { proseRoom } from './section.ts';

const NODES: Readonly<Record<LinkStatus, readonly [string, Tone]>> = {
  proven: ['●', 'good'],
  unknown: ['○', 'warn'],
  refuted: ['✕', 'bad'],
};

const NAME_WIDTH = Math.max(...LINKS.map((name) => name.length));
/** Indent, name, blank, node, two blanks. */
const TEXT_AT = 2 + NAME_WIDTH + 1 + 1 + 2;
const QUOTES_SHOWN = 3;

/**
 * The way from the symptom to the root: one node for each link, on one line that the eye can follow.
 *
 *     symptom ●  dockerd holds 1 571 descriptors
 *             │  proc/11412/fd.txt:9  8 socket:[34497]
 */
export function renderChain(pen: Pen, story: Story): Line[] {
  const lines: Line[] = [];
  story.chain.forEach((link, index) => {
    const last = index === story.chain.length - 1;
    if (index > 0) lines.push(beside(pen, [], false));
    if (link.opens !== undefined) lines.push(...renderOpening(pen, link, last && link.step === undefined));
    if (link.step !== undefined) lines.push(...renderStep(pen, link.step, last));
  });
  return lines;
}

function renderStep(pen: Pen, step: NonNullable<StoryLink['step']>, last: boolean): Line[] {
  const [glyph, tone] = NODES[step.status];
  const says = pen.wrap(step.says, proseRoom(pen, TEXT_AT));
  const quotes = step.evidence
    .slice(0, QUOTES_SHOWN)
    .flatMap((evidence) => renderQuote(pen, evidence, pen.width - TEXT_AT));
  const [first = [], ...more] = says;
  return [
    [
      gapOf(2 + NAME_WIDTH - step.link.length),
      pen.span(step.link, 'strong'),
      gapOf(1),
      pen.span(glyph, tone),
      gapOf(2),
      ...first,
    ],
    ...[...more, ...quotes].map((line) => beside(pen, line, last)),
  ];
}

/** Where the story goes on with the finding that explains what stands above. */
function renderOpening(pen: Pen, { opens, step }: StoryLink, last: boolean): Line[] {
  if (opens === undefined) return [];
  const words = pen.wrap(
    `${opens.title}  (${opens.cause}, ${describeConfidence(opens)})`,
    proseRoom(pen, TEXT_AT),
    'strong',
  );
  const summary = pen.wrap(opens.summary, proseRoom(pen, TEXT_AT));
  const [first = [], ...more] = words;
  return [
    [
      gapOf(2 + NAME_WIDTH - 7),
      pen.span('because', 'warn'),
      gapOf(1),
      pen.span('▼', 'warn'),
      gapOf(2),
      ...first,
    ],
    ...[...more, ...summary].map((line) => beside(pen, line, last)),
    ...(step === undefined ? [] : [beside(pen, [], false)]),
  ];
}

function beside(pen: Pen, line: Line, last: boolean): Line {
  return [gapOf(2 + NAME_WIDTH + 1), last ? gapOf(1) : pen.span('│', 'dim'), gapOf(2), ...line];
}
