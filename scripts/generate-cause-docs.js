// Writes docs/causes.md from knowledge/. It is committed; a test holds the two against each other.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadCauses } from '../dist/knowledge/load-causes.js';
import { renderCauseDocs } from '../dist/report/causes/cause-docs.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const file = join(ROOT, 'docs', 'causes.md');
const leftOut = readFileSync(join(ROOT, 'knowledge', 'LEFT-OUT.md'), 'utf8');
const text = renderCauseDocs(await loadCauses([]), leftOut);
if (!existsSync(file) || readFileSync(file, 'utf8') !== text) writeFileSync(file, text);
