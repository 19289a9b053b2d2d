import type { CaseFile } from '../case-file.ts';
import { bytesFile, textFile } from '../case-file.ts';
import type { Recording } from '../recording.ts';
import { countedRecords } from './counted-records.ts';
import { encodeProfile } from './profile-file.ts';
import { alignRecord, takeApart } from './record-text.ts';

/** pprof/dockerd/goroutine.debug1.txt and goroutine.pb.gz: stacks and how many goroutines have each. */
export function goroutineProfiles(recording: Recording): readonly CaseFile[] {
  const records = countedRecords(recording);
  const text = `goroutine profile: total ${recording.goroutines}\n${records.map((record) => `${alignRecord(record)}\n\n`).join('')}`;
  const encoded = encodeProfile(records.map(takeApart), recording.stacks, {
    sampleTypes: [['goroutine', 'count']],
    periodType: ['goroutine', 'count'],
    period: 1,
    timeMs: recording.outcome.parameters.capturedAtMs,
  });
  return [
    textFile('pprof/dockerd/goroutine.debug1.txt', text),
    bytesFile('pprof/dockerd/goroutine.pb.gz', encoded),
  ];
}
