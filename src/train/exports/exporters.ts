import type { ExportFormatName } from '../../shared/export-formats';
import { copiedLayersModel } from './copied-layers-model';
import type { Exporter } from './exporter';

/** What writes each format of the table in `shared/export-formats.ts`. */
export const exporters: Readonly<Record<ExportFormatName, Exporter>> = {
  tfjs: copiedLayersModel,
};
