// Writes docs/problems.md from the tables of problems: npx tsx scripts/write-problems-doc.ts
import { writeFileSync } from 'node:fs';
import { problemsDocument } from './problems-document';

writeFileSync('docs/problems.md', problemsDocument());
