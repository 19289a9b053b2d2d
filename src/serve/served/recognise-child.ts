// The program that recogniser.ts starts: `node recognise-child.js FILE` prints what the file is, and nothing when it is nothing known.
import { recogniseFile } from './case-folder.ts';

process.stdout.write((await recogniseFile(process.argv[2] ?? '', { pasted: true })) ?? '');
