// Prints what scanning a folder gives to a user who is not the system's administrator.
import { scanFolder } from '../../../../src/disk/images/folder-scan';

async function main(folder: string): Promise<void> {
  if (process.getuid?.() === 0) process.setuid?.(65_534);
  process.stdout.write(JSON.stringify(await scanFolder(folder)));
}

void main(process.argv[2] ?? '');
