// Reads an answer from a unix socket to its end, in a process of its own so that reading it delays nobody else; its bytes.
import { request } from 'node:http';
import { answer } from './answer.js';

const [socketPath, path] = process.argv.slice(2);

await answer(
  () =>
    new Promise((resolve, reject) => {
      let bytes = 0;
      const call = request({ socketPath, path, agent: false }, (response) => {
        response.on('data', (chunk) => (bytes += chunk.length));
        response.on('end', () => resolve(bytes));
        response.on('error', reject);
      });
      call.on('error', reject);
      call.end();
    }),
);
