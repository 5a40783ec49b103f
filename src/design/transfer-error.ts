/**
 * What can go wrong that people can mend, by the code that programs tell it by: it goes as it is into events, records
 * and answers.
 */
export type ErrorCode =
  /** No such name in the catalog, file or folder. */
  | 'base-missing'
  /** A format that can't be read, or no model at all. */
  | 'base-format'
  /** A file of it is cut short, changed, too large, or says what can't be. */
  | 'base-damaged'
  /** A file's name leads out of the model's folder. */
  | 'base-outside'
  /** The sha256 is not the one that the file pins. */
  | 'base-hash'
  /** An address that is not https, or that did not give the files. */
  | 'base-download'
  /** An address that has not been downloaded yet, where that is not allowed. */
  | 'base-not-downloaded'
  /** No file of weights, or a damaged one; the message is the end of a sentence about it. */
  | 'weights-file'
  /** A file that holds something else than named tensors; the message is the end of a sentence about it. */
  | 'weights-unfit'
  /** An assistant's call names what it may not, or can't be read. */
  | 'call-refused'
  /** A setting of a call can't be read, or has no place in the file. */
  | 'setting-refused'
  /** The layers of a base can't be read, or make no network that could be adapted. */
  | 'base-topology'
  /** A layer of a base that can't be used. */
  | 'base-layer'
  /** Weights that don't belong to the base's layers. */
  | 'base-weights'
  /** Pictures of a size that the base does not take. */
  | 'base-input-size'
  /** The base is another than the one that the run was planned on. */
  | 'base-changed'
  /** The engine that was asked for does not load. */
  | 'engine'
  /** An engine does not give what a network gives layer by layer; the message is part of a sentence. */
  | 'engine-unfit'
  /** The engine can't train what the plan trains. */
  | 'engine-cannot-train'
  /** The plan needs more memory than the machine has. */
  | 'memory-too-small'
  /** The folder of images is gone, or can't be looked through. */
  | 'dataset-folder'
  /** A class is left without images to train with. */
  | 'no-images'
  /** More images than one in twenty can't be read. */
  | 'unreadable-images'
  /** An image is gone, or another than when the run began. */
  | 'image-changed'
  /** Training went to numbers that are none. */
  | 'loss-not-finite'
  /** A checkpoint that can't be gone on from. */
  | 'checkpoint'
  /** A file of tensors that is not as it was written; the message is a sentence that begins with "It". */
  | 'damaged-tensor-file'
  /** Rows of the cache are not what the images give. */
  | 'cache-differs'
  /** Frozen weights of the saved model are not the base's. */
  | 'frozen-changed'
  /** The saved model is not the trained one. */
  | 'saved-differs'
  /** The saved model is not that of the best epoch. */
  | 'best-differs'
  /** The saved model answers otherwise than the trained one. */
  | 'golden-differs'
  /** The file of golden answers can't be used. */
  | 'golden-file'
  /** A run has saved no model. */
  | 'no-model'
  /** A model is not as its run saved it. */
  | 'model-changed'
  /** There is no such transfer.yaml. */
  | 'file-missing'
  /** The transfer.yaml can't be read from disk. */
  | 'file-unreadable'
  /** A file far larger than any transfer.yaml. */
  | 'file-too-large'
  /** A file that is no text in UTF-8. */
  | 'file-not-text'
  /** A folder of images lies outside of those that may be looked through. */
  | 'folder-outside'
  /** More than a set of images holds; the message is the end of "it holds …". */
  | 'folder-too-large'
  /** A list of images that can't be used; the message is a sentence about it. */
  | 'image-list'
  /** No picture, or a broken one; the message is a sentence that begins with "It". */
  | 'unreadable-image'
  /** The images could not be looked at. */
  | 'images-unchecked'
  /** A pattern for groups that would keep the program busy for ever. */
  | 'pattern-too-slow'
  /** A pack of the cache that is not as it was written; the message is a phrase like "is cut short". */
  | 'damaged-pack'
  /** A folder whose record is missing, can't be used or is not this user's own. */
  | 'run-record'
  /** Another process runs in that folder. */
  | 'run-taken'
  /** A text that can't be the name of a run. */
  | 'run-name'
  /** A run's folder can't be written. */
  | 'run-not-started'
  /** A run that can't go on. */
  | 'resume-refused'
  /** A trial of a plan has come to nothing, or there is nothing to try. */
  | 'trial-failed'
  /** The layers of a base can't be studied on these images. */
  | 'study-impossible'
  /** Nothing can be measured of a base on these images. */
  | 'measure-impossible'
  /** A layer can't be looked at, or nothing tells where an answer comes from. */
  | 'see-impossible'
  /** An image can't be moved to where it is wanted. */
  | 'move-refused'
  /** The model of a run can't be used. */
  | 'prediction-failed'
  /** A model can't be had in that format, or may not be written there. */
  | 'export-refused'
  /** An exported model, read back, is not the run's. */
  | 'export-differs'
  /** A model could not be exported. */
  | 'export-failed'
  /** An example can't be copied to that place. */
  | 'example-refused'
  /** The address of a cluster can't be used. */
  | 'cluster-address'
  /** A cluster does not answer. */
  | 'cluster-unreachable'
  /** A cluster wants a token, or another one. */
  | 'cluster-token'
  /** A cluster of a version that can't be used, or something else that answers there. */
  | 'cluster-version'
  /** A cluster refuses what it is asked. */
  | 'cluster-refused'
  /** A cluster is gone, with the job that it had. */
  | 'cluster-lost'
  /** A cluster's answers are not those of this run; the message is a sentence that begins with "They". */
  | 'cluster-answers'
  /** A job ended on a cluster without a result. */
  | 'cluster-job'
  /** `ray.yaml` can't be read, or says what can't be. */
  | 'cluster-file'
  /** An address in a bucket that can't be one. */
  | 'bucket-address'
  /** No such bucket, or nothing there. */
  | 'bucket-missing'
  /** A bucket refuses what it is asked: no credentials, others than it wants, or another region. */
  | 'bucket-refused'
  /** A list names images in a bucket, and is not the one that was made of their copy. */
  | 'images-not-fetched'
  /** A bucket does not answer. */
  | 'bucket-unreachable'
  /** The native engine could not be installed. */
  | 'runtime-install'
  /** Something below a project is a link, or no file or folder where one is expected. */
  | 'place-refused'
  /** The disk had no room left; nothing half-written stays behind. */
  | 'disk-full'
  /**
   * The machine could not read what lies on its disk: too many open files, too little memory, a share that does not
   * answer. It says nothing of the file itself, so nobody may take the file for a bad one.
   */
  | 'machine-failure';

/** Something that people can mend: the message says what it is about, what is wrong and what to do. */
export class TransferError extends Error {
  override readonly name = 'TransferError';
  /** @param log the end of what a program printed that failed */
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly log = '',
  ) {
    super(message);
  }

  /** Also of one that comes from a bundle that is loaded later, which has its own copy of this class. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === 'TransferError';
  }
}

/** Whether an error is one of these kinds. */
export function isTransferError(error: unknown, ...codes: readonly ErrorCode[]): error is TransferError {
  return error instanceof TransferError && codes.includes(error.code);
}
