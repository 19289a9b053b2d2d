// Where a file says a claim was read, it stands: the file is at that tag, and the line has the text, or lies in the function.
import type { Cause, CheckedClaim } from '../../src/model/cause.ts';
import { claimsOf } from '../../src/knowledge/claims.ts';
import { compileFunctionPattern } from '../../src/parse/go/function-name.ts';
import { parseGoFile } from './go-source.ts';
import type { Sources } from './sources.ts';
import { ok, unable, wrong, type Result } from './result.ts';

export function checkRead(cause: Cause, sources: Sources): readonly Result[] {
  const claims = new Set(claimsOf(cause));
  const named = Array.isArray(cause.unverified) ? (cause.unverified as readonly string[]) : [];
  return [
    ...(cause.checked ?? []).map((one) => checkOne(one, sources)),
    ...[...(cause.checked ?? []).map(({ what }) => what), ...named]
      .filter((what) => !claims.has(what) && what !== 'mechanism')
      .map((what) => wrong(what, 'the file makes no such claim')),
  ];
}

function checkOne({ what, at, file, line, text, function: pattern }: CheckedClaim, sources: Sources): Result {
  const separator = at.lastIndexOf('@');
  const name = at.slice(0, separator);
  const repository = sources.find(name);
  if (repository === undefined) return unable(what, `no clone of ${name}`);
  const lines = repository.lines(at.slice(separator + 1), file);
  const place = `${at}:${file}${line === undefined ? '' : `:${line}`}`;
  if (lines === undefined) return wrong(what, `${place}: no such file`);
  if (line !== undefined && line > lines.length)
    return wrong(what, `${place}: the file has ${lines.length} lines`);
  if (text !== undefined) {
    const where = lines.flatMap((one, index) => (one.includes(text) ? [index + 1] : []));
    if (where.length === 0) return wrong(what, `${place}: "${text}" is not in that file`);
    if (line !== undefined && !where.includes(line))
      return wrong(what, `${place}: "${text}" stands in line ${where.slice(0, 5).join(', ')}`);
  }
  if (pattern !== undefined) {
    const outer = pattern.replace(/(?:\.(?:func|gowrap)[\d*][\d.*]*)+$/, '');
    const expression = compileFunctionPattern(outer.slice(outer.lastIndexOf('/') + 1));
    const folder = file.split('/').at(-2) ?? '';
    const { functions, packageName } = parseGoFile(lines.join('\n'));
    const found = functions.filter(({ receiver, pointer, name }) =>
      [folder, packageName].some((packageOf) =>
        expression.test(
          `${packageOf}.${receiver === undefined ? '' : pointer ? `(*${receiver}).` : `${receiver}.`}${name}`,
        ),
      ),
    );
    if (found.length === 0) return wrong(what, `${place}: ${pattern} is not in that file`);
    if (line !== undefined && !found.some((one) => line >= one.line && line <= one.endLine))
      return wrong(what, `${place}: ${pattern} stands in line ${found[0]?.line}`);
  }
  return ok(what, place);
}
