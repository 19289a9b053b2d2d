// A log message is in the sources where its file says it was read: the line is there, and has a piece of its text.
import type { Sources } from './sources.ts';
import { ok, unable, wrong, type Result } from './result.ts';

/** The part of a file in knowledge/log-messages that is held against sources. */
export interface MessageFile {
  readonly id: string;
  readonly template: string;
  readonly needles?: readonly string[];
  /** `moby@v18.09.2:daemon/stop.go:78`. */
  readonly sources?: readonly string[];
  readonly unverified?: boolean;
}

const SOURCE = /^(?<name>[^@]+)@(?<tag>[^:]+):(?<path>[^:]+)(?::(?<line>\d+))?$/;

export function checkMessage(message: MessageFile, sources: Sources): readonly Result[] {
  const given = message.sources ?? [];
  if (given.length === 0) return [unable(`log ${message.id}`, 'names no source')];
  return given.map((source) => checkSource(message, source, sources));
}

function checkSource({ id, template, needles = [] }: MessageFile, source: string, sources: Sources): Result {
  const claim = `log ${id}`;
  const { name, tag, path, line } = SOURCE.exec(source)?.groups ?? {};
  if (name === undefined || tag === undefined || path === undefined)
    return wrong(claim, `${source} is no REPOSITORY@TAG:FILE:LINE`);
  const repository = sources.find(name);
  if (repository === undefined) return unable(claim, `no clone of ${name}`);
  const lines = repository.lines(tag, path);
  if (lines === undefined) return wrong(claim, `${source}: no such file`);
  const pieces = [...literals(template), ...needles].filter((piece) => /\w{3}/.test(piece));
  const has = (text: string): boolean => pieces.some((piece) => text.includes(piece));
  if (pieces.length === 0) return unable(claim, 'has no literal text');
  // A call may be written over several lines.
  const near = line === undefined ? [] : lines.slice(Math.max(0, Number(line) - 3), Number(line) + 3);
  if (near.some(has)) return ok(claim, source);
  const elsewhere = lines.findIndex(has);
  return elsewhere < 0
    ? wrong(claim, `${source}: the text is not in that file`)
    : line === undefined
      ? ok(claim, source)
      : wrong(claim, `${source}: the text stands in line ${elsewhere + 1}`);
}

/** The pieces of a template between its placeholders, longest first. */
function literals(template: string): readonly string[] {
  return template
    .split(/%[-+#0-9.]*[a-zA-Z]|\s{2,}|\b[A-Za-z_-]+=\S*|\.\.\.|\\"|"|…/)
    .map((piece) => piece.trim())
    .filter((piece) => piece.length >= 6)
    .sort((a, b) => b.length - a.length);
}
