import { expect, it } from 'vitest';
import { HungTaskReports, type HungTaskReport } from '../../../src/parse/log/hung-task-report.ts';

function reportsOf(text: string): readonly HungTaskReport[] {
  const reports = new HungTaskReports('logs/dmesg.txt');
  for (const line of text.split('\n')) reports.push(line);
  reports.end();
  return reports.reports;
}

const OLD = `[1234.1] INFO: task umount:991 blocked for more than 120 seconds.
[1234.1]       Not tainted 3.10.0-1160.el7.x86_64 #1
[1234.1] "echo 0 > /proc/sys/kernel/hung_task_timeout_secs" disables this message.
[1234.1] umount          D ffff88013fc93680     0   991      1 0x00000080
[1234.1] Call Trace:
[1234.1]  [<ffffffff8176d5b9>] schedule+0x29/0x70
[1234.1]  [<ffffffffc012d444>] rpc_wait_bit_killable+0x24/0xb0 [sunrpc]
[1234.1]  [<ffffffff810a>] ? wake_up_bit+0x0/0x30
[1234.1]  [<ffffffffc0199>] nfs_wait_client.isra.3+0x35/0x80 [nfs]
[1234.2] RIP: 0033:0x7f1c
[1234.2]  other_function+0x1/0x2
`;

it('reads the report of an old kernel, without the scheduler, unsure frames and what follows', () => {
  const [report, ...more] = reportsOf(OLD);
  expect(more).toEqual([]);
  expect(report).toMatchObject({ comm: 'umount', tid: 991, seconds: 120 });
  expect(report?.stack.map((frame) => frame.function)).toEqual(['rpc_wait_bit_killable', 'nfs_wait_client']);
  expect(report?.stack[0]?.evidence.line).toBe(7);
});

it('keeps what is there of a report that is cut, and ends it where the next begins', () => {
  expect(reportsOf(OLD.split('\n').slice(0, 7).join('\n'))[0]?.stack).toHaveLength(1);
  expect(reportsOf(OLD.split('\n').slice(0, 1).join('\n'))).toMatchObject([{ tid: 991, stack: [] }]);
  expect(
    reportsOf(OLD.replace('RIP: 0033:0x7f1c', 'INFO: task dd:5 blocked for more than 245 seconds.')),
  ).toMatchObject([{ tid: 991 }, { tid: 5, seconds: 245, stack: [{ function: 'other_function' }] }]);
});

it('does not look further than a report is long, nor below what is none', () => {
  const far = `${OLD.split('\n')[0]}\n${'something else\n'.repeat(500)} late_function+0x1/0x2\n`;
  expect(reportsOf(far)).toMatchObject([{ tid: 991, stack: [] }]);
  expect(reportsOf(' some_function+0x1/0x2\n')).toEqual([]);
});
