import type { BaseFormat, RefusedFormat } from './base-format';
import { kerasH5 } from './keras/keras-h5';
import { kerasZip } from './keras/keras-zip';
import { knownWeights } from './known-weights';
import { layersModel } from './layers-model/layers-model';
import { onnxFile } from './onnx/onnx-file';
import {
  emptyFile,
  graphModel,
  largeFilePointer,
  namedFormats,
  webPage,
  zipArchive,
} from './refused-formats';

/** What a base's file may be. The first that matches says what becomes of it. */
export const baseFormats: readonly (BaseFormat | RefusedFormat)[] = [
  // What is found in a model's place has its name, so it comes before those that go by names.
  emptyFile,
  webPage,
  largeFilePointer,
  graphModel,
  knownWeights,
  ...namedFormats,
  onnxFile,
  kerasH5,
  kerasZip,
  zipArchive,
  layersModel,
];
