import type { Examination } from '../investigate/investigate.ts';
import { findHistories } from '../report/history/find-histories.ts';
import { renderText } from '../report/text.ts';
import type { Paper } from '../report/text/pen.ts';

/** What was examined, for a terminal. */
export function textReport(examination: Examination, paper: Paper): string {
  const { diagnosis, causes } = examination;
  return renderText(diagnosis, paper, findHistories(diagnosis, causes));
}
