import { describe, expect, it } from 'vitest';
import { failureReason, quoteFailure } from '../../../src/parse/api/inspect-error.ts';

describe('quoteFailure', () => {
  it('quotes the first line that says something', () => {
    expect(quoteFailure('\n  inspect timed out after 5s\nmore\n')).toEqual({
      line: 2,
      quote: 'inspect timed out after 5s',
    });
    expect(quoteFailure('\n\n').quote).toBe('inspect failed without a message');
  });
});

describe('failureReason', () => {
  it('tells a time-out from a refusal and from anything else', () => {
    expect(failureReason('inspect timed out after 5s')).toBe('timeout');
    expect(failureReason('curl: (28) Operation timed out after 5001 milliseconds')).toBe('timeout');
    expect(failureReason('context deadline exceeded')).toBe('timeout');
    expect(failureReason('connect: permission denied')).toBe('denied');
    expect(failureReason('Error response from daemon: No such container: x')).toBe('absent');
  });
});
