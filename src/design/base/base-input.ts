import type { GraphLayer, LayerGraph } from '../layer-graph';
import type { ParsedFile } from '../parsed-file';
import type { PlanInput } from '../plan';
import type { Report } from '../problems/report';
import { reportBaseNotes } from './base-notes';
import { chooseScale } from './default-scale';
import { numbersOf } from './scale-numbers';

/**
 * From a picture to the base's input: the file's settings, else the base's own.
 *
 * @returns undefined if the base can't take pictures, or not of that size
 */
export function baseInput(file: ParsedFile, graph: LayerGraph, report: Report): PlanInput | undefined {
  reportBaseNotes(file, graph, report);
  const scale = chooseScale(file, graph, report);
  const size = inputSize(file, graph, report);
  if (size === undefined) return undefined;
  const resize = file.config.base?.input.resize ?? graph.input.resize ?? 'stretch';
  return { size, resize, scale: numbersOf(scale) };
}

function inputSize(
  file: ParsedFile,
  graph: LayerGraph,
  report: Report,
): readonly [number, number] | undefined {
  const input = graph.layers[0];
  if (input === undefined || input.outputShape.length !== 3 || input.outputShape[2] !== 3) {
    const shape = input?.outputShape.map((size) => size ?? '?').join('×') ?? 'nothing';
    report(
      'base-takes-no-pictures',
      ['base'],
      `The base \`${graph.name}\` takes ${shape}, not pictures of height×width×3. Name a base for colour pictures.`,
    );
    return undefined;
  }
  const wanted = file.config.base?.input.size;
  const [height, width] = input.outputShape;
  // While the layers of a base that takes any size are looked up for another one, those of the last are known.
  const isAnother = wanted !== undefined && (wanted[0] !== height || wanted[1] !== width);
  if (graph.inputIsOpen && isAnother && height !== null) return undefined;
  const unknown = graph.layers.find((layer) => layer.outputShape.includes(null));
  if (typeof height !== 'number' || typeof width !== 'number' || unknown !== undefined) {
    reportUnknownSize(file, graph, unknown ?? input, report);
    return undefined;
  }
  if (wanted !== undefined && isAnother) {
    report(
      'input-size-not-the-bases',
      ['base', 'input', 'size'],
      `The base \`${graph.name}\` takes pictures of ${height}×${width}, not ${wanted[0]}×${wanted[1]}. Take the size ` +
        'out: pictures are resized to what the base takes.',
      [{ title: "Use the base's size", path: ['base', 'input', 'size'], value: undefined }],
    );
    return undefined;
  }
  return [height, width];
}

function reportUnknownSize(file: ParsedFile, graph: LayerGraph, layer: GraphLayer, report: Report): void {
  const said = file.config.base?.input.size !== undefined;
  report(
    'input-size-unknown',
    ['base', 'input', 'size'],
    said
      ? `The size of \`${layer.name}\`'s output in the base \`${graph.name}\` can't be told, also with the size of the ` +
          'pictures. Name a base whose layers all have sizes of their own.'
      : `The base \`${graph.name}\` takes pictures of any size, so the sizes of its layers are not known. Say which ` +
          'size to use in `base.input.size`.',
    said ? [] : [{ title: 'Use 224×224', path: ['base', 'input', 'size'], value: [224, 224] }],
  );
}
