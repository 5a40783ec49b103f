import type { ChannelPictures, Evidence, ExcitingPicture, LayerMaps } from './seen';

/** Which layer is looked into. */
export interface SeenLayerName {
  readonly layer: string;
  /** The folder of the run whose network it is in; empty for the base as it was before any training. */
  readonly run: string;
}

/** What the panel is told of what it has asked about layers and answers; it comes once, beside the views. */
export type PanelSeen =
  | ({ readonly about: 'maps'; readonly picture: PanelSeenPicture; readonly maps: LayerMaps } & SeenLayerName)
  | ({
      readonly about: 'pictures';
      readonly channel: number;
      readonly found: PanelChannelPictures;
    } & SeenLayerName)
  /** What speaks for a run's answer. */
  | { readonly about: 'evidence'; readonly of: EvidenceKey; readonly evidence: Evidence }
  /** How many pictures were looked at for a channel. */
  | { readonly about: 'progress'; readonly done: number; readonly total: number }
  /** Why there is no answer. */
  | { readonly about: 'failure'; readonly of: 'maps' | 'pictures' | EvidenceKey; readonly reason: string };

/** The picture that a layer was given. */
export interface PanelSeenPicture {
  readonly name: string;
  /** Its path in the folder of training images; empty for one that was dropped or picked. */
  readonly file: string;
}

export interface PanelChannelPictures extends ChannelPictures {
  readonly pictures: readonly (ExcitingPicture & { readonly file: string; readonly className: string })[];
}

/** Which answer: of a picture that was tried, by its number, or of one that went wrong, by its run and file. */
export type EvidenceKey = `tried ${string}` | `wrong ${string}`;
