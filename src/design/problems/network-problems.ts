import type { CaseNumber, Pool, ScaleName } from '../config';
import { defaults, fineTuningShare } from '../defaults';
import { thresholds } from '../thresholds';
import { transferCases } from '../transfer-cases';
import { count } from '../words/number-text';
import { countText, joined, meantOr, named, percentText } from '../words/wording';
import { row } from './problem-row';

/** What a base says of itself, as the object of a sentence. */
const inputSayings = {
  size: 'the size of its pictures',
  resize: 'how pictures are brought to its size',
  scale: 'how it wants its pixels scaled',
} as const;

/** A setting of the file that says something else than its case, in words. */
interface Disagreement {
  readonly key: 'cut' | 'freeze' | 'init';
  readonly chosen: string;
  readonly usual: string;
  readonly case: CaseNumber;
}

function againstCase({ key, chosen, usual, case: written }: Disagreement): string {
  return `\`${key}\` says ${chosen}, where ${caseWords(written)} says ${usual}. \`${key}\` wins; write \`${key}: auto\`, or change \`case\`.`;
}

/** Layers that the phases train though they are to stay frozen; else those that no phase trains. */
interface PhasesDisagreement {
  readonly thawed: readonly string[];
  readonly idle: readonly string[];
}

function caseWords(number: CaseNumber): string {
  return `case ${number} (${transferCases[number].name})`;
}

/** A scale that was seen to fit, and on how many pictures. */
interface MeasuredScale {
  readonly base: string;
  readonly pictures: number;
  readonly fit: {
    readonly scale: ScaleName;
    readonly shift: number;
    readonly next: { readonly scale: ScaleName; readonly shift: number };
  };
}

/** Two digits; what is worse than the worst is no better known. */
function shiftText(shift: number): string {
  if (!(shift < 1_000)) return 'over 1,000';
  return shift < 0.001 ? 'under 0.001' : String(Number(shift.toPrecision(2)));
}

function fitWords({ pictures, fit }: Omit<MeasuredScale, 'base'>): string {
  return `On ${count(pictures)} of your pictures \`${fit.scale}\` fits best: shift ${shiftText(fit.shift)}, against ${shiftText(fit.next.shift)} by the next, \`${fit.next.scale}\`.`;
}

/** What the file says of the base, the cut, the head and the phases, against the base at hand. */
export const networkProblems = {
  'base-takes-no-pictures': row<{ base: string; shape: readonly (number | null)[] | undefined }>(
    { trigger: "The base's input is not height×width×3." },
    ({ base, shape }) =>
      `The base \`${base}\` takes ${shape?.map((size) => size ?? '?').join('×') ?? 'nothing'}, not pictures of height×width×3. Name a base for colour pictures.`,
    { base: 'digits', shape: [28, 28, 1] },
  ),
  'base-input-unusable': row<{ base: string; about: keyof typeof inputSayings; why: string }>(
    {
      trigger: "What the base says of its own input can't be meant, and the file does not say it.",
    },
    ({ base, about, why }) =>
      `The base \`${base}\` says ${inputSayings[about]} in a way that can't be meant: ${why}. ${about === 'scale' ? 'Look it up where the base comes from, and write' : 'Write'} it as \`base.input.${about}\`.`,
    { base: 'mine', about: 'scale', why: 'its std holds 0' },
  ),
  'base-classes-unusable': row(
    {
      severity: 'warning',
      trigger: 'The classes that the base names do not fit its outputs, or are no names.',
    },
    ({ base, why }) =>
      `The classes that the base \`${base}\` says it was trained on are passed over: ${why}.`,
    { base: 'mine', why: 'there are 3 of them for 5 outputs' },
  ),
  'base-commit-open': row(
    {
      severity: 'information',
      trigger: 'The base comes from the Hugging Face hub and names no commit.',
      fix: 'Writes the commit that was downloaded.',
    },
    ({ pinned }) =>
      `This names no commit, so whoever downloads it later may get another model. Here it is \`${pinned}\`; write that to pin it.`,
    { pinned: 'hf:timm/tf_efficientnet_lite0.in1k@61d5b90fa0ad5fa9bb2d9db7bf1ccb1cc6e9ec65' },
  ),
  'base-layers-left-out': row<{
    base: string;
    layers: readonly { readonly name: string; readonly className: string }[];
  }>(
    {
      severity: 'information',
      trigger:
        'The base has layers that only do something while a network learns, such as RandomFlip or GaussianNoise.',
    },
    ({ base, layers }) => {
      const first = layers.slice(0, 3).map(({ name, className }) => `\`${name}\` (${className})`);
      const others = layers.length > 3 ? [`${layers.length - 3} more`] : [];
      const [them, they] = layers.length === 1 ? ['a layer was', 'it does'] : ['layers were', 'they do'];
      return `Of the base \`${base}\` ${them} left out, because ${they} nothing when a network answers: ${[...first, ...others].join(', ')}. To vary the pictures in training, use \`train.augment\`.`;
    },
    { base: 'mine', layers: [{ name: 'random_flip', className: 'RandomFlip' }] },
  ),
  'base-only-runs': row(
    {
      trigger: 'Layers of the base train, and its format is one that can only be run.',
      fix: 'Writes `freeze: all`.',
    },
    ({ base, inPhases }) =>
      `The base \`${base}\` can only be run, not trained, and here layers of it train. ${inPhases ? 'Train the head alone, and freeze' : 'Freeze'} all of it, as in cases 1 and 2.`,
    { base: 'mine', inPhases: false },
  ),
  'base-only-runs-uncached': row(
    {
      trigger: '`train.cache: off`, and the format of the base is one that can only be run.',
      fix: 'Takes it out.',
    },
    ({ base }) =>
      `The base \`${base}\` can only be run, by another engine than the one that trains: what it gives for the images is kept, so \`train.cache: off\` can't be.`,
    { base: 'mine' },
  ),
  'input-size-not-the-bases': row<{
    base: string;
    size: readonly [number, number];
    wanted: readonly [number, number];
  }>(
    {
      trigger: '`base.input.size` differs from the only size that the base takes.',
      fix: 'Takes the size out.',
    },
    ({ base, size, wanted }) =>
      `The base \`${base}\` takes pictures of ${size.join('×')}, not ${wanted.join('×')}. Take the size out: pictures are resized to what the base takes.`,
    { base: 'demo', size: [64, 64], wanted: [224, 224] },
  ),
  'input-size-unknown': row<{ base: string; layer?: string }>(
    { trigger: 'The base takes any size, and none is said.', fix: 'Writes 224×224.' },
    ({ base, layer }) =>
      layer === undefined
        ? `The base \`${base}\` takes pictures of any size, so the sizes of its layers are not known. Say which size to use in \`base.input.size\`.`
        : `The size of \`${layer}\`'s output in the base \`${base}\` can't be told, also with the size of the pictures. Name a base whose layers all have sizes of their own.`,
    { base: 'anysize' },
  ),
  'scale-unknown': row<{
    base: string;
    assumed: ScaleName;
    ownScaling: readonly string[];
    tried: number | undefined;
  }>(
    {
      severity: 'warning',
      trigger:
        'Neither the file nor the base says how pixels are scaled, and none of the usual scales was seen to fit the pictures plainly better than the others.',
      fix: 'Writes one of the usual scales.',
    },
    ({ base, assumed, ownScaling, tried }) =>
      `The base \`${base}\` does not say how it wants its pixels scaled; \`${assumed}\` is assumed${ownScaling.length > 0 ? `, because it rescales them itself (${ownScaling.join(', ')})` : ''}.${tried === undefined ? '' : ` Tried on ${count(tried)} of your pictures, none of the usual scales fits plainly better than the others.`} A wrong scale spoils every feature: look it up where the base comes from, and write it as \`base.input.scale\`.`,
    { base: 'demo', assumed: defaults.base.scale.other, ownScaling: [], tried: undefined },
  ),
  'scale-measured': row<MeasuredScale & { assumed: ScaleName; shift: number }>(
    {
      severity: 'warning',
      trigger:
        'Neither the file nor the base says how pixels are scaled, and on some of the pictures another scale than the assumed one fits the base.',
      fix: 'Writes the scale that fits.',
    },
    ({ base, assumed, shift, ...measured }) =>
      `The base \`${base}\` does not say how it wants its pixels scaled; \`${assumed}\` is assumed (batch-normalisation shift ${shiftText(shift)}). ${fitWords(measured)} Write \`base.input.scale: "${measured.fit.scale}"\`, unless you know better.`,
    {
      base: 'demo',
      assumed: defaults.base.scale.other,
      shift: 0.9,
      pictures: 16,
      fit: { scale: 'torch', shift: 0.03, next: { scale: '-1..1', shift: 0.9 } },
    },
  ),
  'scale-confirmed': row<MeasuredScale & { assumed: ScaleName }>(
    {
      severity: 'information',
      trigger:
        'Neither the file nor the base says how pixels are scaled, and on some of the pictures the assumed scale fits the base.',
      fix: 'Writes that scale.',
    },
    ({ base, assumed, ...measured }) =>
      `The base \`${base}\` does not say how it wants its pixels scaled; \`${assumed}\` is assumed. ${fitWords(measured)}`,
    {
      base: 'demo',
      assumed: defaults.base.scale.other,
      pictures: 16,
      fit: { scale: defaults.base.scale.other, shift: 0.03, next: { scale: '0..1', shift: 0.9 } },
    },
  ),
  'scale-contradicted': row<MeasuredScale & { stated: ScaleName | undefined; shift: number }>(
    {
      severity: 'warning',
      trigger: "The file's scale does not fit the base on some of the pictures, and another one does.",
      fix: 'Writes the scale that fits.',
    },
    ({ base, stated, shift, ...measured }) =>
      `${stated === undefined ? 'This scale' : `\`${stated}\``} seems not to be how the base \`${base}\` wants its pixels scaled: the shift of its batch normalisation is ${shiftText(shift)}. ${fitWords(measured)} What the file says holds; look it up where the base comes from.`,
    {
      base: 'demo',
      stated: '0..1',
      shift: 0.9,
      pictures: 16,
      fit: { scale: 'torch', shift: 0.03, next: { scale: '-1..1', shift: 0.9 } },
    },
  ),
  'scaled-twice': row<{ base: string; ownScaling: readonly string[] }>(
    {
      severity: 'warning',
      trigger: 'The base rescales pixels itself, and the file scales them too.',
      fix: `Writes \`scale: ${defaults.base.scale.rescaling}\`.`,
    },
    ({ base, ownScaling }) =>
      `The base \`${base}\` rescales pixels itself (${ownScaling.join(', ')}), so they would be scaled twice. Give it the pixels as they are, by \`scale: "${defaults.base.scale.rescaling}"\`.`,
    { base: 'demo', ownScaling: ['Rescaling'] },
  ),
  'cut-unknown': row<{ name: string; nearest: string | undefined; usual: string }>(
    { trigger: '`cut` names no layer of the base.', fix: 'Writes the nearest layer, or `auto`.' },
    ({ name, nearest, usual }) =>
      `The base has no layer \`${name}\`. ${meantOr(nearest, `Name one of its layers, or write \`cut: auto\` for \`${usual}\`.`)}`,
    { name: 'pol3', nearest: 'pool3', usual: 'dense2_relu' },
  ),
  'cut-not-legal': row<{ name: string; nearest: readonly string[] }>(
    {
      trigger: '`cut` names a layer in a branch, so that more than one tensor would be cut.',
      fix: 'Writes the nearest legal cut before it, or after it.',
    },
    ({ name, nearest }) =>
      `The base can't be cut after \`${name}\`: another path goes round it (it lies in a branch). The nearest cuts are ${named(nearest)}.`,
    { name: 'block2_bn1', nearest: ['block1_out', 'block2_add'] },
  ),
  'cut-disagrees-with-measurement': row<{
    cut: string;
    measured: string;
    behind: number;
    error: number;
  }>(
    {
      severity: 'warning',
      trigger: 'A head after `cut` was measured to be right about fewer images than one after another layer.',
      fix: 'Writes `cut: auto`, or the layer that was measured to be best.',
    },
    ({ cut, measured, behind, error }) =>
      `A head after \`${cut}\` was measured to be right about ${percentText(behind)} ± ${percentText(error)} fewer of the images than the best one; after \`${measured}\` none is lost. The file wins; write \`cut: auto\` to follow the measurement.`,
    { cut: 'dense2_relu', measured: 'pool2', behind: 0.2, error: 0.03 },
  ),
  'cut-keeps-classifier': row(
    {
      severity: 'warning',
      trigger: "`cut` is at the base's own classifier or after it.",
      fix: 'Writes the layer before the classifier.',
    },
    ({ cut, classifier, before }) =>
      `The cut \`${cut}\` keeps the base's own classifier, \`${classifier}\`, so the new head would only see its answers. Cut at \`${before}\` or earlier.`,
    { cut: 'dense3', classifier: 'dense3', before: 'dense2_relu' },
  ),
  'cut-disagrees-with-case': row<Disagreement>(
    {
      severity: 'warning',
      trigger: "`cut` is written and differs from the written `case`'s.",
      fix: 'Writes `cut: auto`.',
    },
    againstCase,
    { key: 'cut', chosen: '`pool2`', usual: '`dense2_relu`', case: 1 },
  ),
  'freeze-disagrees-with-case': row<Disagreement>(
    {
      severity: 'warning',
      trigger: "`freeze` is written and differs from the written `case`'s.",
      fix: 'Writes `freeze: auto`.',
    },
    againstCase,
    {
      ...{ key: 'freeze', case: 1 },
      ...{ chosen: '1 of 8 layers with weights frozen', usual: 'all kept layers frozen' },
    },
  ),
  'init-disagrees-with-case': row<Disagreement>(
    {
      severity: 'warning',
      trigger: '`init: random` is written with `case` 1, 2 or 3.',
      fix: 'Writes `init: auto`.',
    },
    againstCase,
    { key: 'init', chosen: 'random', usual: 'pretrained', case: 1 },
  ),
  'differs-from-suggestion': row<Disagreement>(
    {
      severity: 'information',
      trigger: '`cut`, `freeze` or `init` differs from what the suggested case would have.',
      fix: 'Writes `auto`.',
    },
    ({ key, chosen, usual, case: suggested }) =>
      `\`${key}\` says ${chosen}, where the suggested ${caseWords(suggested)} would have ${usual}. \`${key}\` wins; write \`${key}: auto\` to follow the suggestion.`,
    { key: 'cut', chosen: '`pool2`', usual: '`dense2_relu`', case: 1 },
  ),
  'more-layers-could-train': row(
    {
      severity: 'information',
      trigger: 'There are images enough to train the last layers of the base too.',
      fix: 'Writes `freeze: {through: LAYER}`.',
    },
    ({ images, layers, through }) =>
      `With ${countText(images, 'image')} you can also train the last ${countText(layers, 'weight layer')} of the base, after the head: write \`freeze: { through: ${through} }\`.`,
    { images: 10_000, layers: 3, through: 'pool2' },
  ),
  'freeze-unknown': row<{ name: string; nearest: string | undefined }>(
    {
      trigger: 'A name or pattern of `freeze` stands for no layer of the base.',
      fix: 'Writes the nearest layer.',
    },
    ({ name, nearest }) =>
      `No layer of the base is called \`${name}\`, so this freezes nothing. ${meantOr(nearest, 'Name a layer of the base, or a pattern such as `block1*`.')}`,
    { name: 'conv4', nearest: 'conv1' },
  ),
  'freeze-beyond-cut': row<{ names: readonly string[]; cut: string; isThrough: boolean }>(
    {
      severity: 'warning',
      trigger: 'What `freeze` names lies after the cut.',
      fix: 'Freezes through the cut.',
    },
    ({ names, cut, isThrough }) =>
      `${named(names)} ${names.length === 1 ? 'lies' : 'lie'} after the cut \`${cut}\` and ${names.length === 1 ? 'is' : 'are'} sliced off${
        isThrough
          ? `. Freeze through \`${cut}\` at most, or cut later.`
          : ', so this freezes nothing. Take it out, or cut later.'
      }`,
    { names: ['pool3'], cut: 'pool2', isThrough: true },
  ),
  'freeze-without-weights': row<{ names: readonly string[] }>(
    { severity: 'warning', trigger: 'What `freeze` names has no weights.' },
    ({ names }) =>
      `${named(names)} can't be frozen, for there are no weights to keep: freezing it changes nothing. Name a layer with weights, such as a convolution.`,
    { names: ['pool1'] },
  ),
  'freeze-names-head': row<{ name: string; cut: string }>(
    {
      trigger: '`freeze` names a layer of the new head.',
      fix: 'Freezes all of the base.',
    },
    ({ name, cut }) =>
      `\`${name}\` is of the new head, which begins with random weights and always trains. Name a layer of the base, \`${cut}\` at the latest.`,
    { name: 'head_classes', cut: 'dense2_relu' },
  ),
  'freeze-inside-branch': row<{
    name: string;
    beside: readonly string[];
    stops: readonly string[];
  }>(
    {
      severity: 'information',
      trigger: '`freeze.through` names a layer in a branch, and layers with weights run beside it.',
      fix: 'Writes the nearest layer before it, or after it, that all the data passes.',
    },
    ({ name, beside, stops }) =>
      `\`${name}\` lies in a branch: it and what it is computed from are frozen, and what runs beside it trains (${named(beside)}). To freeze all before a line, name ${joined(
        stops.map((stop) => `\`${stop}\``),
        'or',
      )}.`,
    { name: 'mixed1_b1', beside: ['mixed1_a', 'mixed1_c'], stops: ['stem', 'mixed1'] },
  ),
  'pattern-splits-number': row<{
    pattern: string;
    does: 'freezes' | 'trains';
    others: readonly string[];
    exact: string | undefined;
  }>(
    {
      severity: 'information',
      trigger: 'A pattern that ends in a number also stands for layers whose number goes on.',
      fix: 'Writes the pattern that ends with the number.',
    },
    ({ pattern, does, others, exact }) =>
      `\`${pattern}\` also ${does} ${countText(others.length, 'layer')} whose number goes on: ${named(others)}.${exact === undefined ? '' : ` Write \`${exact}\` if they are not meant.`}`,
    {
      ...{ pattern: 'block1*', does: 'freezes', exact: 'block1_*' },
      others: ['block10_conv1', 'block10_bn1', 'block10_conv2', 'block10_bn2'],
    },
  ),
  'random-and-frozen': row(
    {
      severity: 'warning',
      trigger:
        'The base starts from random weights, or does so where case 4 falls back on them, and layers of it are never trained.',
      fix: 'Starts from the pretrained weights, or freezes nothing.',
    },
    ({ stuck, layers, inFallback }) =>
      inFallback
        ? `If the pretrained start fails, case 4 starts again from random weights, and ${stuck} of the base's ${layers} layers with weights would stay at them for ever, for they are never trained. Train everything in the last phase, or follow another case.`
        : `The base starts from random weights, and ${stuck} of its ${layers} layers with weights stay at them for ever, for they are never trained. Start from the pretrained weights, or train everything.`,
    { stuck: 2, layers: 8, inFallback: false },
  ),
  'pool-without-effect': row<{ pool: Pool; cut: string }>(
    {
      severity: 'information',
      trigger:
        '`pool` is set, and the tensor at the cut has no height and width, so there is nothing to pool.',
      fix: 'Takes it out.',
    },
    ({ pool, cut }) =>
      `\`pool\` says ${pool}, but \`${cut}\` gives plain values without height and width, so there is nothing to pool. Take it out, or cut earlier.`,
    { pool: 'average', cut: 'dense2_relu' },
  ),
  'flatten-replaced-by-average': row(
    {
      severity: 'information',
      trigger: `The base would flatten the tensor at the cut, and it has more than ${count(thresholds.flattened)} values.`,
    },
    ({ cut, values }) =>
      `Flattened, \`${cut}\` gives ${count(values)} values an image, more than ${count(thresholds.flattened)}; the head averages them over height and width instead. Cut later if their places matter.`,
    { cut: 'pool1', values: 131_072 },
  ),
  'flatten-very-large': row(
    {
      severity: 'warning',
      trigger: `\`pool: flatten\` is written, and the tensor at the cut has more than ${count(thresholds.flattened)} values.`,
      fix: 'Writes `pool: average`.',
    },
    ({ cut, values }) =>
      `Flattened, \`${cut}\` gives ${count(values)} values an image, and each unit of the head has a weight for each of them. Average them, or cut later.`,
    { cut: 'pool1', values: 131_072 },
  ),
  'head-repeats-classes': row(
    {
      severity: 'warning',
      trigger: 'The last hidden layer has as many units as there are classes.',
      fix: 'Takes the layer out.',
    },
    ({ classes }) =>
      `The last layer has as many units as there are classes (${classes}), but the softmax with one unit per class is added by itself. Take this layer out.`,
    { classes: 3 },
  ),
  'head-narrower-than-classes': row(
    { severity: 'warning', trigger: 'A hidden layer has fewer units than there are classes.' },
    ({ units, classes }) =>
      `${countText(units, 'unit')} must tell ${countText(classes, 'class', 'classes')} apart. Use more units, at least as many as there are classes.`,
    { units: 2, classes: 3 },
  ),
  'dropout-very-strong': row(
    {
      severity: 'warning',
      trigger: `A dropout leaves out more than ${100 * thresholds.dropout} % of the values.`,
      fix: 'Writes 0.5.',
    },
    ({ dropout }) =>
      `A dropout of ${dropout} leaves ${Math.round(100 * (1 - dropout))} % of the values to learn from. Shares of 0.2 to 0.5 are usual.`,
    { dropout: 0.9 },
  ),
  'train-unknown': row<{ name: string; nearest: string | undefined }>(
    { trigger: 'A phase names a layer that there is not.', fix: 'Writes the nearest name.' },
    ({ name, nearest }) =>
      `No layer is called \`${name}\`, so the phase trains nothing by that name. ${meantOr(nearest, 'Name `head`, `everything`, a layer, or a pattern such as `block5*`.')}`,
    { name: 'haed', nearest: 'head' },
  ),
  'train-beyond-cut': row<{ names: readonly string[]; cut: string }>(
    { severity: 'warning', trigger: 'A phase names a layer after the cut.' },
    ({ names, cut }) =>
      names.length === 1
        ? `${named(names)} lies after the cut \`${cut}\` and is sliced off, so the phase can't train it. Cut later, or name layers up to \`${cut}\`.`
        : `${named(names)} lie after the cut \`${cut}\` and are sliced off, so the phase can't train them. Cut later, or name layers up to \`${cut}\`.`,
    { names: ['dense3'], cut: 'dense2_relu' },
  ),
  'train-without-weights': row<{ names: readonly string[] }>(
    { severity: 'warning', trigger: 'A phase names a layer without weights.' },
    ({ names }) =>
      `${named(names)} ${names.length === 1 ? 'has' : 'have'} no weights, so there is nothing to train. Name a layer with weights, such as a convolution.`,
    { names: ['pool3'] },
  ),
  'phase-trains-nothing': row(
    { trigger: 'A phase trains no layer with weights.', fix: 'Writes `train: head`.' },
    ({ phase, cut }) =>
      `Phase ${phase} trains no layer with weights, so nothing would change. Name \`head\`, \`everything\` or layers up to the cut \`${cut}\`.`,
    { phase: 1, cut: 'dense2_relu' },
  ),
  'head-never-trained': row(
    {
      severity: 'warning',
      trigger: 'No phase trains the head.',
      fix: 'Trains the head in the first phase.',
    },
    () =>
      'No phase trains the head, so it would answer by chance for ever. Begin with a phase that trains it.',
  ),
  'head-and-base-together': row(
    {
      severity: 'warning',
      trigger: 'The first phase trains the new head together with pretrained layers.',
      fix: 'Puts a phase for the head first.',
    },
    () =>
      'Phase 1 trains the new, random head together with pretrained layers; its first large errors would spoil them. Train the head alone first.',
  ),
  'fine-tune-rate-high': row(
    {
      severity: 'warning',
      trigger: 'A phase trains pretrained layers no slower than the head.',
      fix: `Writes ${fineTuningShare} of the head's rate.`,
    },
    ({ phase, rate, headRate, gentle }) =>
      `Phase ${phase} trains pretrained layers at ${rate}, no slower than the head's ${headRate}; that undoes what they have learned. Use a hundredth to ${fineTuningShare} of it, such as ${gentle}.`,
    { phase: 2, rate: 0.001, headRate: 0.001, gentle: 0.0001 },
  ),
  'phases-disagree-with-freeze': row<PhasesDisagreement>(
    {
      severity: 'warning',
      trigger: 'The phases train what `freeze` freezes, or nothing of what it leaves open.',
      fix: 'Takes the phases out.',
    },
    ({ thawed, idle }) =>
      thawed.length > 0
        ? `The phases train ${named(thawed)}, which \`freeze\` keeps frozen. The phases win; change them, or \`freeze\`.`
        : `No phase trains ${named(idle)}, which \`freeze\` leaves open. The phases win; change them, or \`freeze\`.`,
    { thawed: ['dense2'], idle: [] },
  ),
  'phases-disagree-with-case': row<PhasesDisagreement & { readonly case: CaseNumber }>(
    {
      severity: 'warning',
      trigger: 'The phases train what the written `case` freezes, or nothing of what it leaves open.',
      fix: 'Takes the phases out.',
    },
    ({ thawed, idle, case: written }) =>
      thawed.length > 0
        ? `The phases train ${named(thawed)}, which ${caseWords(written)} would keep frozen. The phases win; change them, or \`case\`.`
        : `No phase trains ${named(idle)}, which ${caseWords(written)} leaves open. The phases win; change them, or \`case\`.`,
    { thawed: ['dense2'], idle: [], case: 1 },
  ),
} as const;
