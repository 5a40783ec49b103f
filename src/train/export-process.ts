import { isExportFormat } from '../shared/export-formats';
import type { ExportLine } from '../shared/exported-model';
import { loadEngines } from './engines/load-engines';
import { exportModel } from './export';
import { messageOf } from './failures/failure-words';

/** `node export.js RUN_FOLDER FORMAT PLACE`: an `ExportLine` a line; the last one says what was proved. */
async function main([runFolder, format, place]: readonly string[]): Promise<number> {
  if (runFolder === undefined || format === undefined || place === undefined || !isExportFormat(format)) {
    console.error('Usage: export.js RUN_FOLDER FORMAT PLACE');
    return 2;
  }
  const tell = (line: ExportLine) => process.stdout.write(`${JSON.stringify(line)}\n`);
  try {
    const engines = await loadEngines(process.env);
    const task = { runFolder, format, place, engines, onProgress: tell };
    tell({ exported: await exportModel(task) });
    return 0;
  } catch (error) {
    console.error(messageOf(error));
    return 1;
  }
}

main(process.argv.slice(2)).then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
