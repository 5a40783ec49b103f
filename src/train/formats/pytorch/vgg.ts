import type { Architecture } from './architecture';

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
 * Simonyan and Zisserman (arXiv 1409.1556), with or without batch normalisation. For its classifier, PyTorch averages the features of pictures of
 * any size to 7×7; for those of 224 pixels, that changes nothing.
 */
export const vgg: readonly Architecture[] = stages.map(([name, convolutions]) => ({
  family: 'VGG',
  names: [name, `${name}_bn`],
  layOut(network) {
    const normalises = network.has('features.1.running_mean');
    const [head, dense] = network.has('head.fc.weight')
      ? (['head', ['pre_logits.fc1', 'pre_logits.fc2', 'head.fc']] as const)
      : (['classifier', ['classifier.0', 'classifier.3', 'classifier.6']] as const);
    const hasHead = network.hasHead(head, ...(head === 'head' ? ['head.fc'] : dense));
    let last = network.image(hasHead ? size : null);
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
    if (hasHead) {
      const [first, second, third] = dense;
      last = network.dense(first, network.flatten('flatten', last), edge);
      last = network.dense(second, network.activation(`${first}.relu`, last, 'relu'));
      network.dense(third, network.activation(`${second}.relu`, last, 'relu'));
    } else network.globalPool('avgpool', last);
    return { name: normalises ? `${name}_bn` : name, size };
  },
}));
