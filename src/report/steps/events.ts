import { defined } from '../../model/defined.ts';
import type { Evidence } from '../../model/evidence.ts';
import { sayStatement } from '../words/say-statement.ts';
import { renderQuote } from '../diagnosis/text/quote.ts';
import { indent, type Line, type Pen } from '../terminal/pen.ts';
import { proseRoom } from '../diagnosis/text/section.ts';
import type { StepReport } from './step-report.ts';

/** Whether exit events reach dockerd; absent means unknown. */
export interface EventPathFacts {
  readonly dockerdListens?: boolean;
  readonly containerdServes?: boolean;
  /** Event streams of dockerd. */
  readonly listeners?: number;
  readonly evidence: readonly Evidence[];
}

/** The way of an exit event from containerd to dockerd, both ends of it. */
export function reportEvents(path: EventPathFacts): StepReport {
  const { dockerdListens, containerdServes, listeners, evidence } = path;
  const says = sayStatement({
    kind: 'event-path',
    ...defined({ dockerdListens, containerdServes, listeners }),
    containers: [],
  });
  return {
    json: { dockerdListens, containerdServes, says, evidence },
    isEmpty: false,
    lines: (pen) => [
      end(pen, 'dockerd listens (processEventStream)', dockerdListens),
      end(pen, 'containerd serves (Subscribe)', containerdServes),
      [],
      ...pen.wrap(says, proseRoom(pen, 0)),
      ...indent(
        evidence.flatMap((each) => renderQuote(pen, each, pen.width - 2)),
        2,
      ),
    ],
  };
}

function end(pen: Pen, says: string, holds: boolean | undefined): Line {
  if (holds === undefined) return [pen.span('○ ', 'warn'), pen.span(`${says}: unknown`)];
  return holds ? [pen.span('● ', 'good'), pen.span(says)] : [pen.span('✕ ', 'bad'), pen.span(`${says}: no`)];
}
