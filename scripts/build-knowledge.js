// Checks knowledge/**/*.yaml and writes it to dist/knowledge.json: [{ "file": "dockerd/….yaml", "content": { … } }, …],
// sorted by file. Runs after tsc: the schemas are those of the program itself.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { causeSchema } from '../dist/knowledge/cause-schema.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FOLDER = join(ROOT, 'knowledge');
const MESSAGES = 'log-messages/';

const files = readdirSync(FOLDER, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
  .map((entry) => join(entry.parentPath, entry.name))
  .sort()
  .map((path) => ({
    file: relative(FOLDER, path).split(sep).join('/'),
    content: parse(readFileSync(path, 'utf8')),
  }));

const problems = files.flatMap(({ file, content }) => {
  if (file.startsWith(MESSAGES)) return [];
  const { error } = causeSchema.safeParse(content);
  return (error?.issues ?? []).map(({ path, message }) => `knowledge/${file}: ${path.join('.')}: ${message}`);
});
if (problems.length > 0) {
  process.stderr.write(`${problems.join('\n')}\n`);
  process.exit(1);
}
writeFileSync(join(ROOT, 'dist', 'knowledge.json'), `${JSON.stringify(files)}\n`);
