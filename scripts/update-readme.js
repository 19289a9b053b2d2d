// Puts the real output of examples into README.md and docs/comparing.md, between markers. Runs after the build; tests hold the documents
// against the program.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const LEAKING = 'examples/kill-wait-18.09.2.tar.gz';
const HEALTHY = 'test/cases/healthy-18.09.2.tar.gz';
const CURED = 'test/cases/cured-18.09.2.tar.gz';

put('README.md', 'output', 1, ['diagnose', '--case', LEAKING]);
put('docs/comparing.md', 'output healthy-to-leaking', 1, ['compare', HEALTHY, LEAKING]);
put('docs/comparing.md', 'output leaking-to-cured', 0, ['compare', LEAKING, CURED]);

/** What the program prints, which must end with `expected`, between `<!-- marker -->` and the next `<!-- /output -->`. */
function put(document, marker, expected, args) {
  const { stdout, status, stderr } = spawnSync(
    process.execPath,
    ['bin/deadwait.js', ...args, '--width', '100', '--no-color'],
    { cwd: ROOT, encoding: 'utf8', env: { ...process.env, LC_ALL: 'C.UTF-8' } },
  );
  if (status !== expected) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
  const path = join(ROOT, document);
  const text = readFileSync(path, 'utf8');
  const block = `<!-- ${marker} -->\n\n\`\`\`text\n${stdout}\`\`\`\n\n<!-- /output -->`;
  writeFileSync(
    path,
    text.replace(new RegExp(`<!-- ${marker} -->[\\s\\S]*?<!-- /output -->`), () => block),
  );
}
