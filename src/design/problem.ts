/** A place in the text of `transfer.yaml`. Offsets count UTF-16 units from 0; lines and columns count from 1. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Replaces `length` UTF-16 units at `offset` by `text`. */
export interface TextEdit {
  readonly offset: number;
  readonly length: number;
  readonly text: string;
}

/** One way to mend a problem: what the user reads on the light bulb, and the edits it makes. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
}

export type Severity = 'error' | 'warning' | 'information';

/** A step from the file's root to a value: a key, or the index of a list's item. */
export type KeyPath = readonly (string | number)[];

export interface ProblemFile {
  readonly file: string;
  readonly reason: string;
}

/** Something the user should know about the file, the base or the images, with what to do about it. */
export interface Problem {
  readonly code: string;
  readonly severity: Severity;
  /** One or two sentences: what is wrong, where, and what to do. */
  readonly message: string;
  /** Where in the file's tree it stands, e.g. `['train', 'phases', 1, 'learningRate']`; empty for the whole file. */
  readonly path: KeyPath;
  readonly range: TextRange;
  readonly fixes?: readonly Fix[];
  /** All the files that it is about, where the message names the first few; relative to the folder that it names. */
  readonly files?: readonly ProblemFile[];
}
