// A process of its own that looks paths up, started by path-children.ts. It ends when its parent is gone.

import { readlinkSync } from 'node:fs';
import { hostError } from '../../system/system-error.ts';
import { answers } from './path-answers.ts';
import type { Answer, Question, QuestionKind } from './questions.ts';

process.on('disconnect', () => process.exit(0));
process.on('message', (question: Question) => say(answer(question)));
say({ ready: Number(readlinkSync('/proc/self')) });

function say(message: Answer): void {
  process.send?.(message);
}

function answer<Kind extends QuestionKind>({ kind, asks }: Question<Kind>): Answer {
  try {
    return { ok: answers[kind](asks) };
  } catch (error) {
    const { reason, message } = hostError(pathOf(asks), error);
    return { refused: { reason, message } };
  }
}

function pathOf(asks: Question['asks']): string {
  if ('place' in asks) return asks.place.path;
  return 'file' in asks ? asks.file : 'it';
}
