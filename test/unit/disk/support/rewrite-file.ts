// Writes a file again and again, each time with one other letter all through, until it is killed.
import { writeFileWhole } from '../../../../src/disk/files/whole-file';

async function main(file: string): Promise<void> {
  for (let round = 0; ; round++) {
    await writeFileWhole(file, String.fromCharCode(97 + (round % 26)).repeat(300_000));
    if (round === 3) process.stdout.write('writing\n');
  }
}

void main(process.argv[2] ?? '');
