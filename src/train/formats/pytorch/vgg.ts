import type { Architecture } from './architecture';
import type { TensorNetwork } from './tensor-network';

/** Convolutions before each halving of the picture. */
const stages: readonly (readonly [name: string, convolutions: readonly number[]])[] = [
  ['vgg11', [1, 1, 2, 2, 2]],
  ['vgg13', [2, 2, 2, 2, 2]],
  ['vgg16', [2, 2, 3, 3, 3]],
  ['vgg19', [2, 2, 4, 4, 4]],
];

/** Height and width of the features that the classifier flattens; five halvings of 224 pixels. */
const edge = 7;
const size = edge * 2 ** 5;

/**
 * Simonyan and Zisserman (arXiv 1409.1556), with or without batch normalisation. For its classifier, PyTorch averages the
 * features of pictures of any size to 7×7; for those of 224 pixels, that changes nothing.
 */
export const vgg: readonly Architecture[] = stages.map(([name, convolutions]) => ({
  family: 'VGG',
  layOut(network) {
    const normalises = network.tensors.has('features.1.running_mean');
    const { hidden, classifier } = headOf(network);
    let last = network.image(hidden.length > 0 ? size : null);
    let place = 0;
    for (const count of convolutions) {
      for (let index = 0; index < count; index += 1) {
        last = network.convolution(`features.${place}`, last, { kernel: 3 });
        place += 1;
        if (normalises) {
          last = network.normalisation(`features.${place}`, last, 1e-5);
          place += 1;
        }
        last = network.activation(`features.${place}`, last, 'relu');
        place += 1;
      }
      last = network.maxPool(`features.${place}`, last, 2, 2);
      place += 1;
    }
    last = hidden.length > 0 ? network.flatten('flatten', last) : network.globalPool('avgpool', last);
    for (const [index, module] of hidden.entries()) {
      last = network.dense(module, last, index === 0 ? edge : 1);
      last = network.activation(`${module}.relu`, last, 'relu');
    }
    if (classifier !== undefined) network.dense(classifier, last);
    return { name: normalises ? `${name}_bn` : name, size };
  },
}));

interface Head {
  readonly hidden: readonly string[];
  readonly classifier?: string;
}

/** timm, which cuts its classifier off alone, has other names for it than torchvision. */
function headOf(network: TensorNetwork): Head {
  const ofTimm = ['pre_logits.fc1', 'pre_logits.fc2'];
  if (network.tensors.has('pre_logits.fc1.weight')) {
    return {
      hidden: network.tensors.hasHead('pre_logits', ...ofTimm) ? ofTimm : [],
      ...(network.tensors.hasHead('head', 'head.fc') ? { classifier: 'head.fc' } : {}),
    };
  }
  const hidden = ['classifier.0', 'classifier.3'];
  const isWhole = network.tensors.hasHead('classifier', ...hidden, 'classifier.6');
  return isWhole ? { hidden, classifier: 'classifier.6' } : { hidden: [] };
}
