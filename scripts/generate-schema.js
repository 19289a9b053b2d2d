// Writes schema/diagnosis.v1.json from the zod schema. It is committed; a test holds the two against each other.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { renderJsonSchema } from '../dist/report/json-schema.js';

const FILE = fileURLToPath(new URL('../schema/diagnosis.v1.json', import.meta.url));
const text = renderJsonSchema();
mkdirSync(dirname(FILE), { recursive: true });
if (!existsSync(FILE) || readFileSync(FILE, 'utf8') !== text) writeFileSync(FILE, text);
