/** Dumps as people paste them. The lines are in the forms of public threads; functions and numbers are made up. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { looksPasted, readPastedStacks } from '../../../../src/parse/go/pasted/pasted-stacks.ts';

const CLEAN = `goroutine 31 [semacquire, 5 minutes]:
sync.(*Mutex).Lock(0xc820354f50)
	/usr/lib/go1.6/src/sync/mutex.go:83 +0x1c4
github.com/docker/docker/daemon.(*Daemon).reducePsContainer(0xc820372000, 0xc820496d20)
	/go/src/github.com/docker/docker/daemon/list.go:187 +0x49
created by net/http.(*Server).Serve
	/usr/lib/go1.6/src/net/http/server.go:2137 +0x44e

goroutine 1 [chan receive, 7 minutes]:
main.(*DaemonCli).start(0xc820016150, 0x0, 0x0)
	/go/src/github.com/docker/docker/cmd/dockerd/daemon.go:308 +0x2274
`;
const lines = (change: (line: string) => string): string => CLEAN.split('\n').map(change).join('\n');

describe('a dump is the same whatever was done to it:', () => {
  test.each([
    [
      'journald',
      lines((line) => `Oct 27 15:20:23 h-core-1 dockerd[1748]: ${line.replace('\t', '        ')}`),
    ],
    ['rsyslog', lines((line) => `Jan 12 09:29:58 w-7 dockerd[243]: ${line.replace('\t', '#011')}`)],
    ['a mail', lines((line) => `> ${line.replace('\t', '')}`).replaceAll('\n', '\r\n')],
    [
      'Markdown',
      `\`\`\`\n${lines((line) => `    ${line.replace('\t', '        ').replaceAll('(*', '(&#42;')}`)}\n\`\`\``,
    ],
    ['tabs that are lost', lines((line) => line.replace('\t', ''))],
    ['tabs that are written out', lines((line) => line.replace('\t', '\\t'))],
    ['a first letter that is lost', CLEAN.slice(1)],
    [
      'a log message that quotes it',
      `time="2017-03-13T16:20:30Z" level=info msg="=== BEGIN goroutine stack dump ===\\n${CLEAN.replaceAll('\n', '\\n').replaceAll('\t', '\\t')}=== END goroutine stack dump ===\\n"\n`,
    ],
  ])('%s', (_, pasted) => {
    expect(looksPasted(pasted)).toBe(true);
    expect(readPastedStacks(pasted)).toMatchObject({ form: 'debug2', text: CLEAN, headless: 0 });
  });

  test('a message that journald has cut, with its prefix in the middle of a word', () => {
    const message = `time="…" level=info msg="=== BEGIN goroutine stack dump ===\\n${CLEAN.replaceAll('\n', '\\n').replaceAll('\t', '\\t')}"`;
    const at = message.indexOf('list.go') + 2;
    const prefix = 'Mar 10 09:03:04 manager dockerd[1134]: ';
    const cut = `${prefix}${message.slice(0, at)}\n${prefix}${message.slice(at)}\n`;
    expect(readPastedStacks(cut)?.text).toBe(CLEAN);
  });

  test('all in one line', () => {
    const line =
      'goroutine 65 [select, 44 minutes]: a/b.(*service).Run(0x1, 0x2) /src/service.go:290 +0x7e5 a/b.start.func1() /src/b.go:123 +0x39 created by a/b.start in goroutine 29 /src/b.go:122 +0xafd';
    expect(readPastedStacks(line)?.text).toBe(
      'goroutine 65 [select, 44 minutes]:\na/b.(*service).Run(0x1, 0x2)\n\t/src/service.go:290 +0x7e5\na/b.start.func1()\n\t/src/b.go:123 +0x39\ncreated by a/b.start in goroutine 29\n\t/src/b.go:122 +0xafd\n',
    );
  });
});

test('a dump as Go prints it is left alone', () => {
  expect(looksPasted(CLEAN)).toBe(false);
  expect(looksPasted('goroutine profile: total 1\n1 @ 0x1\n')).toBe(false);
});

test('functions alone become a counted profile, one record for each stack', () => {
  const bare =
    'daemon.(*Daemon).Kill\ndaemon.(*Daemon).containerStop\n\noci.(*runtimeOCI).StopContainer(0x1)\n';
  expect(readPastedStacks(bare)).toEqual({
    form: 'debug1',
    text: 'goroutine profile: total 2\n1 @ 0x1\n#\t0x1\tdaemon.(*Daemon).Kill+0x1\t\t?\n#\t0x1\tdaemon.(*Daemon).containerStop+0x1\t\t?\n\n1 @ 0x1\n#\t0x1\toci.(*runtimeOCI).StopContainer+0x1\t\t?\n\n',
    otherLines: 0,
    headless: 0,
  });
});

test('records of a counted profile and frames of gdb are read without their head', () => {
  const counted = '12 @ 0x55 0x56\n#   0x55b0  oci.WaitContainerStop+0x270   /home/b/runtime_oci.go:685\n';
  expect(readPastedStacks(counted)?.text).toContain(
    '12 @ 0x1\n#\t0x1\toci.WaitContainerStop+0x1\t\t/home/b/runtime_oci.go:685',
  );
  const gdb =
    '#5  0x00000000004bc5ba in docker/daemon.(*Daemon).ContainerInspect (daemon=0xc2, job=0xc3) at /go/inspect.go:17\n';
  expect(readPastedStacks(gdb)?.text).toContain(
    '#\t0x1\tdocker/daemon.(*Daemon).ContainerInspect+0x1\t\t/go/inspect.go:17',
  );
});

test('what is no part of a stack is counted, and a stack that lost its header among others is left out', () => {
  const read = readPastedStacks(`b/c.(*T).Do(0x1)\n    /c.go:3 +0x1\n\nThis hangs for ever:\n\n${CLEAN}`);
  expect(read).toMatchObject({ form: 'debug2', text: CLEAN, otherLines: 1, headless: 1 });
});

test('prose is no stack', () => {
  expect(
    readPastedStacks('docker ps hangs, see README.md and daemon.go. goroutine 5 [running] is at fault\n'),
  ).toBeUndefined();
});

test('whatever the text, it ends, and what comes out is clean', () => {
  const piece = fc.oneof(
    fc.string({ maxLength: 40 }),
    fc.constantFrom(...CLEAN.split('\n'), '\\n', '\\t', '&lt;', '> ', 'created by', '...', '```', 'msg="'),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), fc.constantFrom('\n', '', '\\n'), (pieces, joint) => {
      const read = readPastedStacks(pieces.join(joint));
      if (read?.form === 'debug2') expect(looksPasted(read.text)).toBe(false);
    }),
  );
});
