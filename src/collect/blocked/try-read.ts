import { HostError } from '../../system/host-error.ts';
import type { Host } from '../../host/host.ts';
import type { GapReason } from '../../model/gap.ts';
import { ParseError } from '../../parse/parse-error.ts';
import { readText } from '../reading/read-text.ts';

/** A file's text, or why there is none. */
export type TextResult =
  { readonly text: string } | { readonly failure: { readonly reason: GapReason; readonly detail: string } };

/** A file's bytes, or why there are none. */
export type BytesResult =
  | { readonly bytes: Uint8Array }
  | { readonly failure: { readonly reason: GapReason; readonly detail: string } };

/** As `tryRead`, without decoding. */
export async function tryReadBytes(host: Host, path: string, maxBytes: number): Promise<BytesResult> {
  try {
    return { bytes: await host.read(path, { maxBytes }) };
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    return { failure: { reason: error.reason, detail: error.message } };
  }
}

/** A file as text; bytes that are no UTF-8 become U+FFFD. Anything but a HostError is a bug and passes through. */
export async function tryRead(host: Host, path: string, maxBytes = 4 * 1024 * 1024): Promise<TextResult> {
  try {
    return { text: await readText(host, path, maxBytes) };
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    return { failure: { reason: error.reason, detail: error.message } };
  }
}

/** What a parser makes of a text; its ParseError goes to `onError`, and the result is then undefined. */
export function parseOr<T>(parse: () => T, onError: (error: ParseError) => void): T | undefined {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    onError(error);
    return undefined;
  }
}
