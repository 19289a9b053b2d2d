// Holds so many pairs of connected unix sockets until standard input ends.
import koffi from 'koffi';

const AF_UNIX = 1;
const SOCK_STREAM = 1;
const socketpair = koffi.load(null).func('int socketpair(int, int, int, void *)');
const pair = new Int32Array(2);
for (let left = Number(process.argv[2]); left > 0; left--) {
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) < 0) throw new Error('too few descriptors are allowed');
}
process.stdout.write('ready\n');
process.stdin.resume();
