import type { GraphWriter } from './graph-writer';

/**
 * What was written of a value: a tensor in the order of axes that the compiled graph has (`plain`), of pictures one with the
 * channels in front as the operators of ONNX want them (`first`), or both. Whatever is missing is made by one transposition
 * when it is asked for, so that neighbours that want the same have none between them.
 */
export class WrittenValue {
  #plain: string | undefined;
  #first: string | undefined;

  private constructor(
    private readonly writer: GraphWriter,
    names: { readonly plain?: string; readonly first?: string },
  ) {
    this.#plain = names.plain;
    this.#first = names.first;
  }

  static plain(writer: GraphWriter, name: string): WrittenValue {
    return new WrittenValue(writer, { plain: name });
  }

  static first(writer: GraphWriter, name: string): WrittenValue {
    return new WrittenValue(writer, { first: name });
  }

  /** What comes of each number by itself. */
  each(make: (name: string) => string): WrittenValue {
    return this.#first === undefined
      ? WrittenValue.plain(this.writer, make(this.plain))
      : WrittenValue.first(this.writer, make(this.#first));
  }

  get isFirst(): boolean {
    return this.#first !== undefined;
  }

  get isPlain(): boolean {
    return this.#plain !== undefined;
  }

  get plain(): string {
    this.#plain ??= this.writer.transpose(this.#first ?? '', [0, 2, 3, 1]);
    return this.#plain;
  }

  get first(): string {
    this.#first ??= this.writer.transpose(this.plain, [0, 3, 1, 2]);
    return this.#first;
  }
}
