/** A format of networks that people have and that can't be read. */
export interface UnreadableBase {
  readonly name: string;
  /** How its files' names end, with a dot; or a name of its own. */
  readonly endings: readonly string[];
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

/** Told by the name, where the text is read and where the file is looked at. */
export const unreadableBases: readonly UnreadableBase[] = [
  {
    name: 'SavedModel',
    endings: ['.pb', 'saved_model'],
    inFolder: 'saved_model.pb',
    say: (file) =>
      `A SavedModel such as ${file} has no layers that can be cut or frozen. Save the Keras model itself (\`model.save("net.keras")\`) and name that.`,
  },
  {
    name: 'TensorFlow Lite file',
    endings: ['.tflite'],
    say: (file) =>
      `A TensorFlow Lite file such as ${file} can only predict, not train. Find the Keras model (\`.keras\` or \`.h5\`) that it came from and name that.`,
  },
];
