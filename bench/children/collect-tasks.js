// Collects the blocked threads of a recorded case: what each waits for, among all mounts. Files are read before the clock starts.
import { tasks } from '../../dist/collect/tasks.js';
import { openRecordedHost } from '../../dist/host/recorded/recorded-host.js';
import { answer } from './answer.js';

const host = await openRecordedHost(process.argv[2]);
const known = new Map();
const remembering = {
  ...host,
  read: (path, options) => {
    const reading = known.get(path) ?? host.read(path, options);
    known.set(path, reading);
    return reading;
  },
};
const before = {
  host: { live: false },
  daemons: [],
  containers: [],
  goroutines: [],
  heaps: [],
  logs: [],
  gaps: [],
};
const collect = () => tasks.collect(remembering, { fullDumpLimit: 50_000, argumentProbes: [] }, before);
// Each thread's own files; nothing of the mounts is kept from it but their text.
if (process.argv[3] === 'warm') await collect();
await answer(async () => (await collect()).part.tasks.blocked.length);
