import { TransferError } from '../../design/transfer-error';
import type { Topology } from '../network/topology';
import { hasOnnxNodes } from '../onnx/written/network-model';

/** @throws TransferError `export-refused` where layers of a network came from an ONNX file: other formats have none such */
export function refuseOnnxLayers(topology: Topology): void {
  if (!hasOnnxNodes(topology)) return;
  throw new TransferError(
    'export-refused',
    'The model has layers of an ONNX file, which neither Keras nor TensorFlow.js has. Export it as ONNX.',
  );
}
