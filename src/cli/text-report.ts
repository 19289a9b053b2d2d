import type { Examination } from '../investigate/investigate.ts';
import { findHistories } from '../report/diagnosis/history/find-histories.ts';
import { renderText } from '../report/diagnosis/text.ts';
import type { Paper } from '../report/terminal/pen.ts';

/** What was examined, for a terminal. */
export function textReport(examination: Examination, paper: Paper): string {
  const { diagnosis, causes } = examination;
  return renderText(diagnosis, paper, findHistories(diagnosis, causes));
}
