import type { ExportFormatName } from '../../shared/export-formats';
import { copiedLayersModel } from './copied-layers-model';
import type { Exporter } from './exporter';
import { kerasH5File } from './keras-h5-file';
import { kerasZipFile } from './keras-zip-file';
import { onnxExport } from './onnx-file';
import { tryoutPage } from './tryout-page';

/** What writes each format of the table in `shared/export-formats.ts`. */
export const exporters: Readonly<Record<ExportFormatName, Exporter>> = {
  keras: kerasZipFile,
  h5: kerasH5File,
  tfjs: copiedLayersModel,
  onnx: onnxExport,
  page: tryoutPage,
};
