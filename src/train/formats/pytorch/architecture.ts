import type { TensorNetwork } from './tensor-network';

/** An architecture that files of PyTorch hold the weights of, known by the names of its tensors. */
export interface Architecture {
  /** What its networks are called together, e.g. `ResNet`. */
  readonly family: string;
  /** Lays the network out from image to output, as far as the tensors are there. */
  readonly layOut: (network: TensorNetwork) => LaidOut;
}

export interface LaidOut {
  /** As PyTorch's libraries call it, e.g. `resnet50`; the family's where it is as deep as none of theirs. */
  readonly name: string;
  /** Height and width in pixels of the pictures that it is usually given. */
  readonly size: number;
}
