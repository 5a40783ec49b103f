import type { Architecture } from './architecture';
import { normalisedConvolution } from './inverted-residuals';
import type { TensorNetwork } from './tensor-network';

const habits = { activation: 'relu', epsilon: 1e-5, padding: 'symmetric' } as const;

/** A convolution with its normalisation and activation. */
interface Plain {
  readonly kernel: number;
  readonly stride: number;
}

/** Kernels that move channels over before and after they are widened; 0 for none. The last of them halves the picture. */
interface Inverted {
  readonly start: number;
  readonly middle: number;
  readonly stride: number;
}

/** Qin et al. (arXiv 2404.10518), MobileNetV4-Conv-S. */
const stages: readonly (readonly (Plain | Inverted)[])[] = [
  [
    { kernel: 3, stride: 2 },
    { kernel: 1, stride: 1 },
  ],
  [
    { kernel: 3, stride: 2 },
    { kernel: 1, stride: 1 },
  ],
  [
    { start: 5, middle: 5, stride: 2 },
    { start: 0, middle: 3, stride: 1 },
    { start: 0, middle: 3, stride: 1 },
    { start: 0, middle: 3, stride: 1 },
    { start: 0, middle: 3, stride: 1 },
    { start: 3, middle: 0, stride: 1 },
  ],
  [
    { start: 3, middle: 3, stride: 2 },
    { start: 5, middle: 5, stride: 1 },
    { start: 0, middle: 5, stride: 1 },
    { start: 0, middle: 5, stride: 1 },
    { start: 0, middle: 3, stride: 1 },
    { start: 0, middle: 3, stride: 1 },
  ],
  [{ kernel: 1, stride: 1 }],
];

/** As timm has it, however wide. */
export const mobileNetV4: Architecture = {
  family: 'MobileNetV4',
  layOut(network) {
    let last = network.image(null);
    last = normalisedConvolution(network, ['conv_stem', 'bn1'], last, { kernel: 3, stride: 2 }, habits);
    for (const [index, stage] of stages.entries()) {
      for (const [place, block] of stage.entries()) {
        const name = `blocks.${index}.${place}`;
        last =
          'start' in block
            ? inverted(network, name, last, block)
            : normalisedConvolution(network, [`${name}.conv`, `${name}.bn1`], last, block, habits);
      }
    }
    last = network.onePixel('avgpool.pixel', network.globalPool('avgpool', last));
    last = normalisedConvolution(network, ['conv_head', 'norm_head'], last, { kernel: 1 }, habits);
    last = network.flatten('flatten', last);
    if (network.tensors.hasHead('classifier', 'classifier')) network.dense('classifier', last);
    return { name: 'mobilenetv4_conv_small', size: 224 };
  },
};

function inverted(network: TensorNetwork, name: string, before: string, block: Inverted): string {
  const { start, middle, stride } = block;
  const part = (which: string) => [`${name}.${which}.conv`, `${name}.${which}.bn`] as const;
  let last = before;
  if (start > 0) {
    const settings = { kernel: start, stride: middle > 0 ? 1 : stride, depthwise: true };
    last = normalisedConvolution(network, part('dw_start'), last, settings, habits, false);
  }
  last = normalisedConvolution(network, part('pw_exp'), last, { kernel: 1 }, habits);
  if (middle > 0) {
    const settings = { kernel: middle, stride, depthwise: true };
    last = normalisedConvolution(network, part('dw_mid'), last, settings, habits);
  }
  last = normalisedConvolution(network, part('pw_proj'), last, { kernel: 1 }, habits, false);
  const isShort = stride === 1 && network.channelsOf(last) === network.channelsOf(before);
  return isShort ? network.add(`${name}.add`, last, before) : last;
}
