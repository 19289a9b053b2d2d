import { STAGE } from '../../model/history.ts';
import { hasStdout, isThrottled } from '../recording.ts';
import type { Recording } from '../recording.ts';
import { fill } from '../shapes.ts';
import { countedRecord, countedStack, EVENT_STREAM } from '../stacks.ts';

/** The records of a counted goroutine profile, most goroutines first. */
export function countedRecords(recording: Recording): readonly string[] {
  const { stacks, running, inStage, watched, outcome } = recording;
  const open = outcome.openStops;
  const copiers = 2 * running.length;
  const pipes = running.reduce((sum, container) => sum + (hasStdout(container) ? 2 : 1), 0);
  const own = stacks
    .files('daemon.debug1.txt')
    .split('\n\n')
    .filter((record) => outcome.parameters.exitEvents === 'sent' || !record.includes(EVENT_STREAM))
    .map((record) => fill(record, { copiers, pipes }));
  const stops = [...inStage]
    .filter(([stage]) => stage !== STAGE.ended)
    .map(([stage, count]) => countedStack(stacks, stage, count));
  const records = [
    ...own,
    ...stops,
    countedRecord(stacks, 'wait.debug1.txt', open),
    countedRecord(stacks, 'reader.debug1.txt', watched),
    countedRecord(stacks, 'throttle.debug1.txt', isThrottled(recording) ? 1 : 0),
  ];
  return records.filter((record) => countOf(record) > 0).sort((a, b) => countOf(b) - countOf(a));
}

function countOf(record: string): number {
  return Number.parseInt(record, 10);
}
