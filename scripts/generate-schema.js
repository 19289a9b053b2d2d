// Writes schema/{diagnosis,report,comparison,comparison-report,cause}.v1.json from the zod schemas. They are committed; tests hold them
// against each other.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { renderCauseSchema } from '../dist/knowledge/json-schema.js';
import { renderComparisonSchema } from '../dist/report/comparison/comparison-schema.js';
import { renderComparisonReportSchema } from '../dist/report/page/comparison-report-schema.js';
import { renderReportSchema } from '../dist/report/page/report-schema.js';
import { renderJsonSchema } from '../dist/report/diagnosis/json-schema.js';

const FOLDER = fileURLToPath(new URL('../schema', import.meta.url));

mkdirSync(FOLDER, { recursive: true });
write('diagnosis.v1.json', renderJsonSchema());
write('report.v1.json', renderReportSchema());
write('comparison.v1.json', renderComparisonSchema());
write('comparison-report.v1.json', renderComparisonReportSchema());
write('cause.v1.json', renderCauseSchema());

function write(name, text) {
  const file = join(FOLDER, name);
  if (!existsSync(file) || readFileSync(file, 'utf8') !== text) writeFileSync(file, text);
}
