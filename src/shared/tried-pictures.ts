/** What a page may hand over at once: the editor holds it in memory. */
export const mostGiven = { pictures: 60, bytes: 64 * 1024 ** 2, name: 300 } as const;

/** A picture that was dropped or pasted into a page, or why it can't be handed over. */
export type GivenPicture =
  | { readonly name: string; readonly bytes: Uint8Array }
  | { readonly name: string; readonly error: string };

/** Whether these are such pictures, and no more than a page may hand over. */
export function areGivenPictures(value: unknown): value is readonly GivenPicture[] {
  // One more says how many were left out.
  if (!Array.isArray(value) || value.length > mostGiven.pictures + 1) return false;
  let bytes = 0;
  for (const one of value) {
    if (typeof one !== 'object' || one === null || !isShort(one.name)) return false;
    if (one.bytes instanceof Uint8Array) bytes += one.bytes.byteLength;
    else if (!isShort(one.error)) return false;
  }
  return bytes <= mostGiven.bytes;
}

function isShort(value: unknown): boolean {
  return typeof value === 'string' && value.length <= mostGiven.name;
}

/** Stands in the place of those above `mostGiven.pictures`. */
export function leftOut(count: number): GivenPicture {
  const name = count === 1 ? '1 more picture' : `${count} more pictures`;
  return { name, error: `Left out: ${mostGiven.pictures} are looked at at once.` };
}

/** Pictures that are shown to a run's model, as the panel draws them. */
export interface PanelTryIt {
  /** The run that is asked: the one that was chosen, else the newest that has a model. */
  readonly folder: string;
  readonly name: string;
  /** The folder of that newest one; null where it is asked. */
  readonly newest: string | null;
  /** Why it can't be asked; null where nothing is known against it. */
  readonly refused: string | null;
  /** Why the last pictures were not looked at; null where they were. */
  readonly trouble: string | null;
  /** What is to be known of its answers; null for nothing. */
  readonly caution: string | null;
  /** How many pictures have no answer yet. */
  readonly waiting: number;
  /** The last answer, to be said aloud; empty before the first. */
  readonly announcement: string;
  /** By their numbers, which count up: a list in which only what is new changes. */
  readonly pictures: Readonly<Record<string, PanelTriedPicture>>;
}

export interface PanelTriedPicture {
  readonly name: string;
  /** The name of the run that was asked. */
  readonly run: string;
  /** Null while it waits. */
  readonly outcome: PanelAnswer | { readonly error: string } | null;
}

export interface PanelAnswer {
  /** A small one, as an address that the panel may load; null where there is none. */
  readonly picture: string | null;
  /** `cat, 92 %`, or `None of these`. */
  readonly says: string;
  /** Why it is none of these; null where it is one. */
  readonly why: string | null;
  /** The likeliest classes and their probabilities, falling. */
  readonly classes: readonly (readonly [name: string, probability: number])[];
  /** How many classes there are besides. */
  readonly others: number;
  /** What is strange about the picture; null for nothing. */
  readonly concern: string | null;
}
