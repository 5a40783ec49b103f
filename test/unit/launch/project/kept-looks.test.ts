import { readdir, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { installationAround } from '../../../../src/launch/programs/installation';
import { KeptLooks } from '../../../../src/launch/project/kept-looks';
import { scratchFolder } from '../../../fixtures/scratch-folder';

const installation = installationAround(path.resolve(import.meta.dirname, '../../../../dist'));
const key = (number: number) => String(number).padStart(64, '0');

describe('what was seen', () => {
  it('is kept by its key, and counts as nothing where somebody has changed it', async () => {
    const project = scratchFolder();
    const looks = await KeptLooks.of(project, installation);
    await looks.keep(key(1), { maps: [1, 2] });
    expect(await looks.read(key(1))).toEqual({ maps: [1, 2] });
    expect(await looks.read(key(2))).toBeUndefined();
    await writeFile(path.join(project, '.transfer', 'seen', `${key(1)}.json`), 'x\n{"maps":[]}');
    expect(await looks.read(key(1))).toBeUndefined();
  });

  it('takes no more room than three hundred looks: the oldest go', async () => {
    const project = scratchFolder();
    const looks = await KeptLooks.of(project, installation);
    await looks.keep(key(0), {});
    const folder = path.join(project, '.transfer', 'seen');
    for (let number = 1; number <= 300; number += 1) {
      const file = path.join(folder, `${key(number)}.json`);
      await writeFile(file, '');
      await utimes(file, number, number);
    }
    await looks.keep(key(999), {});
    const names = (await readdir(folder)).filter((name) => name.endsWith('.json'));
    expect(names.length).toBe(300);
    expect(names).not.toContain(`${key(1)}.json`);
    expect(names).toContain(`${key(999)}.json`);
  });
});
