// Writes docs/transfer-yaml.md from the format's own description: npx tsx scripts/write-keys-doc.ts
import { writeFileSync } from 'node:fs';
import { keysDocument } from './keys-document';

writeFileSync('docs/transfer-yaml.md', keysDocument());
