// Reads every thread of this host with its state and where it waits.
import { readThreads } from '../../dist/live/kernel/thread-table.js';
import { answer } from './answer.js';

await answer(async () => (await readThreads('/proc')).length);
