// npm run build: the generated indexes, src/ → dist/, knowledge/ → dist/knowledge.json, ui/ → dist/ui/, schema/,
// docs/causes.md, NOTICE.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ROOT, STAMP } from './prepare.js';

run('scripts/generate-indexes.js');
removeOrphans();
run(
  'node_modules/typescript/bin/tsc',
  '-p',
  'tsconfig.build.json',
  '--incremental',
  '--tsBuildInfoFile',
  'dist/.tsbuildinfo',
);
run('scripts/build-knowledge.js');
run('node_modules/vite/bin/vite.js', 'build', '--config', 'vite.config.ts', '--logLevel', 'warn');
run('scripts/generate-schema.js');
run('scripts/generate-cause-docs.js');
run('scripts/generate-notice.js');
writeFileSync(STAMP, '');

function run(script, ...args) {
  const { status } = spawnSync(process.execPath, [join(ROOT, script), ...args], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}

/** An incremental build leaves what was made of sources that are gone. */
function removeOrphans() {
  const dist = join(ROOT, 'dist');
  if (!existsSync(dist)) return;
  for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const source = join(ROOT, 'src', relative(dist, path).replace(/\.js(\.map)?$/, '.ts'));
    if (relative(dist, path).startsWith('ui')) continue;
    if (entry.isFile() && /\.js(\.map)?$/.test(entry.name) && !existsSync(source)) rmSync(path);
  }
}
