/**
 * A process that has a debug mode as dockerd has it: GET /info on a unix socket, its configuration file read again on SIGHUP, and
 * looked at for `debug` only where that stands in it (moby cmd/dockerd/daemon.go, reloadConfig). Started by stand-in.ts.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const [socket = '', file = '', deaf = ''] = process.argv.slice(2);
let debug = read() ?? false;

/** Undefined where the file does not say, or a reload of it would fail. */
function read(): boolean | undefined {
  try {
    const config = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    return 'unknown-key' in config || typeof config['debug'] !== 'boolean' ? undefined : config['debug'];
  } catch {
    return undefined;
  }
}

process.on('SIGHUP', () => {
  if (deaf !== 'deaf') debug = read() ?? debug;
});
process.on('disconnect', () => process.exit());
createServer((_request, response) => {
  response.end(JSON.stringify({ ServerVersion: '20.10.24', Debug: debug, NGoroutines: 50 }));
}).listen(socket, () => process.send?.('ready'));
