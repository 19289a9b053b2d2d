import type { Gap } from '../../model/gap.ts';
import { renderGaps } from '../diagnosis/text/ending.ts';
import { createPen, type Line, type Paper, type Pen } from '../terminal/pen.ts';

/** What one step of the investigation shows: the same facts for programs and for people. */
export interface StepReport {
  /** Documented in docs/json.md; keys stand in the order in which they are printed. */
  readonly json: Readonly<Record<string, unknown>>;
  /** There is nothing to show. */
  readonly isEmpty: boolean;
  readonly lines: (pen: Pen) => readonly Line[];
}

/** The step as JSON: `schema`, its own keys, `gaps`. */
export function renderStepJson(schema: string, { json }: StepReport, gaps: readonly Gap[]): string {
  return `${JSON.stringify({ schema, ...json, gaps }, undefined, 2)}\n`;
}

/** The step as a table, and below it what could not be read. */
export function renderStepText(
  report: StepReport,
  gaps: readonly Gap[],
  nothing: string,
  paper: Paper,
): string {
  const pen = createPen(paper);
  const shown: readonly Line[] = report.isEmpty ? [[pen.span(nothing)]] : report.lines(pen);
  return pen.print(gaps.length === 0 ? shown : [...shown, [], ...renderGaps(pen, gaps)]);
}
