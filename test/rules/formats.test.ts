import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

/** Names and first bytes of the files that bases come in. */
const ofFormats =
  /model\.json|weightsManifest|\bHDF\b|\.(h5|keras|onnx|pth|safetensors|tflite)\b|saved_model/;

const knows = (file: string): boolean =>
  file.startsWith('train/formats/') ||
  // What writes models anew, the table of that, and what may be replaced by it.
  file.startsWith('train/exports/') ||
  ['shared/export-formats.ts', 'launch/runs/export-model.ts'].includes(file) ||
  // How published bases come, and what becomes of them.
  /^(?:catalog|launch\/bases)\//.test(file) ||
  [
    // Those that can't be read are told by their names while the text is written.
    'design/unreadable-bases.ts',
    // What repositories of the Hugging Face hub call their models.
    'disk/bases/hub-choice.ts',
    // What a run saves is of one format.
    ...['train/run/save-model.ts', 'launch/runs/resume-run.ts'],
    // Graphs are handed to TensorFlow in a format that bases come in too.
    ...['phase-model.ts', 'session.ts', 'tensorflow_pb.ts'].map(
      (file) => `train/engines/tensorflow-js/${file}`,
    ),
  ].includes(file);

const source = path.resolve(import.meta.dirname, '../../src');

it('the formats of bases are known to the list of them alone', () => {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.split(path.sep).join('/'));
  const found = files.filter((file) => ofFormats.test(readFileSync(path.join(source, file), 'utf8')));
  expect(found).toContain('train/formats/layers-model/layers-model.ts');
  expect(found.filter((file) => !knows(file))).toEqual([]);
});
