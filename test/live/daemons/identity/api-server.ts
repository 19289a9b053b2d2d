/** A process that calls itself as told and answers as a docker API on a unix socket; started by tests. */
import { createServer } from 'node:http';

const [title = '', socket = ''] = process.argv.slice(2);
process.title = title;
createServer((_request, response) => {
  response.end(JSON.stringify({ Version: '0.0.1-fake', ServerVersion: '0.0.1-fake' }));
}).listen(socket, () => process.send?.('ready'));
process.on('disconnect', () => process.exit());
