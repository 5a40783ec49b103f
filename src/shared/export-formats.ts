/** A form that a trained model can be had in, as far as it is known without writing one. */
export interface ExportFormat {
  /** As people call it, for lists. */
  readonly title: string;
  /** What it is good for: the end of a sentence about it. */
  readonly use: string;
  /** How the file's name may end, the usual one first; `folder` where it takes several files. */
  readonly place: 'folder' | readonly [string, ...string[]];
}

/** One row a format; what writes it is a file of `train/exports` and a line of its `exporters.ts`. */
const table = {
  keras: {
    title: 'Keras model (.keras)',
    use: 'for Keras 3 and Keras 2.13 and newer, in Python',
    place: ['.keras'],
  },
  h5: {
    title: 'Keras model in HDF5 (.h5)',
    use: 'for Keras 2 and 3, and for programs that read this older form',
    place: ['.h5', '.hdf5'],
  },
  onnx: {
    title: 'ONNX model (.onnx)',
    use: 'for ONNX Runtime, in any language and on any system, and for programs that read ONNX',
    place: ['.onnx'],
  },
  tfjs: {
    title: 'TF.js LayersModel',
    use: 'for TensorFlow.js, in browsers and in Node: the folder that the run has saved',
    place: 'folder',
  },
  page: {
    title: 'page to try it in (.html)',
    use: 'for any browser: one file that opens from the disk and asks nothing from the network',
    place: ['.html'],
  },
} as const satisfies Readonly<Record<string, ExportFormat>>;

export type ExportFormatName = keyof typeof table;

export const exportFormats: Readonly<Record<ExportFormatName, ExportFormat>> = table;

export function isExportFormat(name: string): name is ExportFormatName {
  return Object.hasOwn(table, name);
}
