import { type TextProblem, textProblem } from '../problems/text-problems';

const severalLabels = ['labels', 'multilabel', 'tags', 'threshold'];
const regression = ['regression', 'targets', 'target', 'values', 'regress'];
const detection = [
  'boxes',
  'bbox',
  'bboxes',
  'boundingboxes',
  'masks',
  'mask',
  'detection',
  'segmentation',
  'keypoints',
];
const fixedByTheHead = ['loss', 'activation', 'metrics', 'units', 'task', 'output'];

/**
 * Recognises settings of other kinds of problem than one class an image, by a key that the format does not
 * have, or by its value (`loss: mse`). Undefined for keys that are merely unknown.
 */
export function otherTask(key: string, value: unknown): TextProblem | undefined {
  const name = key.toLowerCase().replace(/[\s_-]/g, '');
  if (severalLabels.includes(name)) return textProblem('several-labels-not-yet', { key });
  if (regression.includes(name)) return textProblem('regression-not-yet', { key });
  if (detection.includes(name)) return textProblem('detection-not-yet', { key });
  if (!fixedByTheHead.includes(name)) return undefined;
  const wish = String(value)
    .toLowerCase()
    .replace(/[\s_-]/g, '');
  if (/sigmoid|binarycrossentropy|bce|multilabel/.test(wish))
    return textProblem('several-labels-not-yet', { key });
  if (/^(mse|mae|huber|linear|regression)|meansquared|meanabsolute/.test(wish)) {
    return textProblem('regression-not-yet', { key });
  }
  if (/detect|segment/.test(wish)) return textProblem('detection-not-yet', { key });
  return name === 'task' || name === 'output' ? undefined : textProblem('loss-is-fixed', { key });
}
