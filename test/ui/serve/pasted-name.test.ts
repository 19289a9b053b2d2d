import { describe, expect, it } from 'vitest';
import { nameOfPasted } from '../../../ui/serve/pasted-name.ts';

describe('the name of a pasted text', () => {
  it.each([
    ['goroutine 1 [running]:\nmain.main()', 'pasted goroutines.txt'],
    ['\n\ngoroutine profile: total 37078\n1500 @ 0x1', 'pasted goroutines.txt'],
    ['heap profile: 1: 2 [3: 4] @ heap/1048576', 'pasted heap.txt'],
    ['Netid State Recv-Q Send-Q Local Address:Port', 'pasted sockets.txt'],
    ['u_str ESTAB 0 0 /run/docker.sock 1234 * 0', 'pasted sockets.txt'],
    ['something else', 'pasted text.txt'],
  ])('tells what it most likely is: %j', (text, name) => {
    expect(nameOfPasted(text)).toBe(name);
  });
});
