import { reportTasks } from '../../report/steps/tasks.ts';
import type { Command } from '../command.ts';
import { runStep } from '../run-step.ts';

/** Which threads are blocked, and on what. */
export const tasks: Command = {
  summary: 'show the threads that cannot die, where in the kernel they sleep, and who does not answer them',
  formats: ['text', 'json'],
  configure: (parser) =>
    parser
      .argument(
        '[file]',
        'the output of ps -eLo pid,tid,ppid,stat,wchan:40,start_time,etimes,comm,args; - for standard input',
      )
      .allowExcessArguments(false),
  run: (call) =>
    runStep(call, {
      only: call.args.length > 0 ? ['tasks'] : ['tasks', 'containers'],
      place: ({ head }) =>
        /^ *\d{1,10} +\d{1,10} +\d{1,10} +[A-Z]/m.test(head) ? 'tasks/ps-eLo.txt' : undefined,
      report: reportTasks,
      nothing: 'The threads of the host were not read.',
    }),
};
