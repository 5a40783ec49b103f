/** Why a base can't be used; `message` names the file or address and says what to do. */
export class BaseProblem extends Error {
  override readonly name = 'BaseProblem';
  constructor(
    readonly code: BaseProblemCode,
    message: string,
  ) {
    super(message);
  }
}

export type BaseProblemCode =
  /** No such catalog name, file or folder. */
  | 'base-missing'
  /** A format that can't be read, or no model at all. */
  | 'base-format'
  /** A file is cut short, changed, too large, or says what can't be. */
  | 'base-damaged'
  /** A file's name leads out of the model's folder. */
  | 'base-outside'
  /** The sha256 is not the one the file pins. */
  | 'base-hash'
  /** An address that is not https, or that did not give the files. */
  | 'base-download'
  /** An address that has not been downloaded yet, where that is not allowed. */
  | 'base-not-downloaded';
