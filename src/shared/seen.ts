import type { PlanInput } from '../design/plan';

/** A layer whose answers are looked at. */
export interface SeenLayer {
  readonly name: string;
  /** Of its output, without the batch axis. */
  readonly shape: readonly number[];
  readonly channelsFirst?: true;
}

/** What the seeing process is asked. Plain JSON; all places are absolute. */
export type SeeQuestion = MapsQuestion | PicturesQuestion | EvidenceQuestion;

/** A layer that is looked into, and the network that it is in. */
export type LayerPlace = LayerOfBase | LayerOfRun;

/** Of a base as it was before any training. */
export interface LayerOfBase {
  /** Where the base lies: its first file, or its folder. */
  readonly base: string;
  readonly input: PlanInput;
  readonly layer: SeenLayer;
}

/** Of the network that a run has saved, by its name; the rest the network says itself. */
export interface LayerOfRun {
  readonly runFolder: string;
  readonly layer: string;
}

/** What a layer makes of a picture. */
export interface MapsQuestion {
  readonly about: 'maps';
  readonly place: LayerPlace;
  readonly picture: string;
}

/** Which pictures excite a channel of a layer most. */
export interface PicturesQuestion {
  readonly about: 'pictures';
  readonly place: LayerPlace;
  readonly channel: number;
  readonly pictures: readonly string[];
  /** `.transfer/features` of the project. */
  readonly cacheFolder: string;
}

/** Where in a picture a run's answer comes from. */
export interface EvidenceQuestion {
  readonly about: 'evidence';
  readonly runFolder: string;
  readonly picture: string;
}

/** A picture as a network gets it: brought to its size. */
export interface SeenPicture {
  /** A `data:` address. */
  readonly address: string;
  /** In pixels. */
  readonly height: number;
  readonly width: number;
}

/** Rows and columns. */
export type Places = readonly [rows: number, columns: number];

export interface LayerMaps {
  readonly picture: SeenPicture;
  /** Of each map; null where the layer gives a number a channel, and no maps. */
  readonly places: Places | null;
  readonly channels: number;
  /** Those that answer most, falling by their strength. */
  readonly maps: readonly ChannelMap[];
}

export interface ChannelMap {
  /** Counted from 0. */
  readonly channel: number;
  /** The greatest value anywhere in the picture, and the least. */
  readonly strength: number;
  readonly least: number;
  /** The cell of the greatest value, counted from 0; null where there are no maps. */
  readonly peak: Places | null;
  /** Row by row a byte a cell, from the least value (0) to the greatest (255), in base64; empty where there are no maps. */
  readonly values: string;
}

export interface ChannelPictures {
  readonly channel: number;
  /** How many pictures were looked at, and how many could not be read. */
  readonly looked: number;
  readonly unreadable: number;
  /** Falling by how much they excite the channel. */
  readonly pictures: readonly ExcitingPicture[];
}

export interface ExcitingPicture {
  /** Its place in the question. */
  readonly index: number;
  /** The greatest value of the channel in it. */
  readonly strength: number;
  readonly picture: SeenPicture;
  /** Where it is excited most; null where the layer has no places. */
  readonly box: SeenBox | null;
}

/** A place in a picture, in pixels of what the network gets; it does not reach over the edges. */
export interface SeenBox {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
  /** All that the value depends on, or the cell of the map, brought to the picture's size. */
  readonly is: 'field' | 'cell';
}

export interface Evidence {
  readonly picture: SeenPicture;
  /** The last layer of the network whose output has places. */
  readonly layer: string;
  /** Of the tiles that were taken out one by one. */
  readonly places: Places;
  /** The likeliest, falling. */
  readonly classes: readonly ClassEvidence[];
  /** How many classes there are besides. */
  readonly others: number;
}

/** What speaks for a class, tile by tile. */
export interface ClassEvidence {
  readonly name: string;
  readonly probability: number;
  /** How far the class's logit is above the mean of all classes' logits. */
  readonly lead: number;
  /** Row by row: by how much the lead falls where that tile is taken out; below 0 where it rises. */
  readonly tiles: readonly number[];
}
