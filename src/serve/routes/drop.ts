import { Hono } from 'hono';
import { inMebibytes } from '../../system/chunks.ts';
import { flow } from '../../system/flow.ts';
import { DropError, type DropRefusal } from '../served/dropped-files.ts';
import { hostOfDropped } from '../hosts/hosts.ts';
import { Refused } from '../refused.ts';
import type { Served } from '../served.ts';
import { entryOf } from './hosts.ts';

/** What the adapter hands over beside the request: the connection's own stream. */
export interface Bindings {
  readonly incoming: Parameters<typeof flow>[0];
}

const STALL_MS = 60_000;
const MOST_ARRIVING = 8;
const FORMS = /^(?:multipart\/form-data|application\/x-www-form-urlencoded)\b/i;

const ANSWERS: Readonly<
  Record<DropRefusal, { readonly status: 400 | 408 | 413 | 415 | 422 | 507; readonly hint?: string }>
> = {
  empty: { status: 400 },
  'broken-off': { status: 400 },
  slow: { status: 408, hint: 'Send it again.' },
  'too-large': { status: 413, hint: 'deadwait serve --upload-limit allows more.' },
  unknown: {
    status: 415,
    hint: 'It reads cases (.tar.gz), goroutine dumps, heap profiles, and the output of ss -xanp.',
  },
  unrecognisable: {
    status: 422,
    hint: 'It was not kept. Copy the file to a host and run deadwait diagnose --case FILE on it.',
  },
  full: { status: 507, hint: 'Remove what is no longer needed from the list.' },
  'too-many': { status: 507, hint: 'Remove what is no longer needed from the list.' },
};

/** `POST /api/hosts?name=FILE`: the body is the file. */
export function dropRoute(served: Served): Hono<{ Bindings: Bindings }> {
  const { dropped, uploadBytes } = served;
  let arriving = 0;
  return new Hono<{ Bindings: Bindings }>().post('/', async (context) => {
    const { req } = context;
    if (FORMS.test(req.header('content-type') ?? ''))
      throw new Refused(
        415,
        'The body is a form, not the file itself.',
        "curl -X POST -T FILE 'http://…/api/hosts?name=FILE' sends it as it is.",
      );
    if (Number(req.header('content-length') ?? 0) > uploadBytes)
      throw refusal('too-large', `The file is larger than ${inMebibytes(uploadBytes)}.`);
    if (arriving >= MOST_ARRIVING)
      throw new Refused(503, `${MOST_ARRIVING} files are on their way already.`, 'Try again in a moment.');
    arriving++;
    try {
      const body = flow(context.env.incoming, STALL_MS, 'the file', { keep: true });
      const file = await dropped.add(req.query('name') ?? '', body);
      return context.json(entryOf(hostOfDropped(file), served), 201);
    } catch (error) {
      if (!(error instanceof DropError)) throw error;
      throw refusal(error.why, error.message);
    } finally {
      arriving--;
    }
  });
}

function refusal(why: DropRefusal, says: string): Refused {
  const { status, hint } = ANSWERS[why];
  return new Refused(status, says, hint);
}
