import { findEventPath } from '../../causes/facts/event-path.ts';
import { reportEvents } from '../../report/steps/events.ts';
import type { Command } from '../command.ts';
import { runStep } from '../run-step.ts';

/** Whether a container's exit still reaches dockerd. */
export const events: Command = {
  summary: 'show whether exit events still reach dockerd: lost on the way, or never sent',
  formats: ['text', 'json'],
  configure: (parser) => parser.allowExcessArguments(false),
  run: (call) =>
    runStep(call, {
      only: ['goroutines', 'logs'],
      report: (snapshot) => reportEvents(findEventPath(snapshot)),
      nothing: 'Nothing is known of the event path.',
    }),
};
