/** A format of networks that people have and that can't be read. */
export interface UnreadableBase {
  readonly name: string;
  /** How its files' names end, with a dot; or a name of its own. */
  readonly endings: readonly string[];
  /** The first bytes of its files, one a letter, where they tell it. */
  readonly begins?: string;
  /** The file that makes a folder one. */
  readonly inFolder?: string;
  /** What to do, in sentences. */
  readonly say: (file: string) => string;
}

/** Whether a file's name, without its folder, is one of that format. */
export function isNamedAs({ endings }: UnreadableBase, name: string): boolean {
  const small = name.toLowerCase();
  return endings.some((ending) => small === ending || (ending.startsWith('.') && small.endsWith(ending)));
}

/** Told by the name alone where the text is read, and by name or first bytes where the file is looked at. */
export const unreadableBases: readonly UnreadableBase[] = [
  {
    name: 'Keras file',
    endings: ['.h5', '.hdf5', '.keras'],
    begins: '\x89HDF',
    say: (file) => {
      const options = file.toLowerCase().endsWith('.keras')
        ? '--input_format=keras_keras --output_format=tfjs_layers_model'
        : '--input_format=keras';
      return `Keras files cannot be read yet. Convert ${file} with \`tensorflowjs_converter ${options}\` and name the model.json that it writes.`;
    },
  },
  {
    name: 'SavedModel',
    endings: ['.pb', 'saved_model'],
    inFolder: 'saved_model.pb',
    say: (file) =>
      `A SavedModel such as ${file} has no layers that can be cut or frozen. Save the Keras model itself, convert it with \`tensorflowjs_converter --input_format=keras\`, and name the model.json.`,
  },
  {
    name: 'ONNX file',
    endings: ['.onnx'],
    say: (file) =>
      `ONNX files cannot be read yet. Find the network of ${file} as a Keras model, convert it with \`tensorflowjs_converter\`, and name the model.json.`,
  },
  {
    name: 'PyTorch file',
    endings: ['.pt', '.ckpt'],
    say: (file) =>
      `A PyTorch file such as ${file} can't be read. Where its network is one of the catalog, save its weights as a .safetensors file and name that; else convert it as a Keras model with \`tensorflowjs_converter\`, and name the model.json.`,
  },
  {
    name: 'TensorFlow Lite file',
    endings: ['.tflite'],
    say: (file) =>
      `A TensorFlow Lite file such as ${file} can only predict, not train. Find the Keras model that it came from, convert it with \`tensorflowjs_converter\`, and name the model.json.`,
  },
];
