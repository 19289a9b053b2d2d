// Parses and groups a full goroutine dump with the built program: by as many threads as it would take, or (`one`) by one.
import { closeSync, createReadStream, fstatSync, openSync } from 'node:fs';
import { parseDumpFile } from '../../dist/host/threads/parse-dump-file.js';
import { compileFunctionPattern } from '../../dist/parse/go/function-name.js';
import { parseGoroutineDump } from '../../dist/parse/go/goroutine-dump.js';
import { answer } from './answer.js';

const [file, threads] = process.argv.slice(2);
const argumentProbes = [{ function: compileFunctionPattern('daemon.(*Daemon).Kill'), index: 1 }];
const options = { daemon: 'dockerd', file, argumentProbes, deadlineMs: 30_000 };

await answer(async () => {
  const descriptor = openSync(file);
  const plain = { descriptor, bytes: fstatSync(descriptor).size };
  const profile =
    (threads === 'one' ? undefined : await parseDumpFile(plain, options)) ??
    (await parseGoroutineDump(createReadStream(file, { highWaterMark: 1 << 20 }), options));
  closeSync(descriptor);
  return profile.total;
});
