import type { LayerGraph } from '../layer-graph';
import type { ParsedFile } from '../parsed-file';
import type { Report } from '../problems/report';

const words = {
  size: { what: 'the size of its pictures', instead: 'Write it as `base.input.size`.' },
  resize: { what: 'how pictures are brought to its size', instead: 'Write it as `base.input.resize`.' },
  scale: {
    what: 'how it wants its pixels scaled',
    instead: 'Look it up where the base comes from, and write it as `base.input.scale`.',
  },
} as const;

/** What was left out of the base, and what it says of itself that can't be meant, where the file does not say it. */
export function reportBaseNotes(file: ParsedFile, graph: LayerGraph, report: Report): void {
  const { leftOut = [], unusable = [] } = graph;
  if (leftOut.length > 0) {
    const layers = leftOut.slice(0, 3).map(({ name, className }) => `\`${name}\` (${className})`);
    const others = leftOut.length > 3 ? [`${leftOut.length - 3} more`] : [];
    const [them, they] = leftOut.length === 1 ? ['a layer was', 'it does'] : ['layers were', 'they do'];
    report(
      'base-layers-left-out',
      ['base'],
      `Of the base \`${graph.name}\` ${them} left out, because ${they} nothing when a network answers: ` +
        `${[...layers, ...others].join(', ')}. To vary the pictures in training, use \`train.augment\`.`,
    );
  }
  for (const { about, why } of unusable) {
    if (about === 'classes') {
      report(
        'base-classes-unusable',
        ['base'],
        `The classes that the base \`${graph.name}\` says it was trained on are passed over: ${why}.`,
      );
      continue;
    }
    // The size of a base that takes one only is that of its layers.
    if (file.config.base?.input[about] !== undefined || (about === 'size' && !graph.inputIsOpen)) continue;
    report(
      'base-input-unusable',
      ['base', 'input', about],
      `The base \`${graph.name}\` says ${words[about].what} in a way that can't be meant: ${why}. ${words[about].instead}`,
    );
  }
}
