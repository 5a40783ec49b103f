import type { CaseNumber, Similarity, Size } from '../design/config';
import type { Severity } from '../design/problem';
import type { StudyEffort } from '../design/study/study';
import type { StudyRow } from '../design/study/study-words';
import type { LayerCard } from './layer-card';
import type { PanelSeen, SeenLayerName } from './panel-seen';
import type { EpochEvent, RunResult } from './run-events';
import type { RunState } from './run-record';
import type { StudyChart } from './study-chart';
import { areGivenPictures, type GivenPicture, type PanelTryIt } from './tried-pictures';

/**
 * What the editor shows in the panel: the whole view once, and then what differs. The panel keeps no setting of
 * its own; it draws this and sends intents.
 */
export interface PanelView {
  /** Counts up; the panel drops a view older than the one it shows. */
  readonly revision: number;
  /** The file's name with its folder, for the title. */
  readonly file: string;
  /** The file's absolute path. */
  readonly path: string;
  /** Whether the panel stays with this file when another one becomes active. */
  readonly pinned: boolean;
  /** Why nothing may be trained or downloaded; null in a trusted workspace. */
  readonly restricted: string | null;
  readonly problems: PanelProblems;
  readonly graph: PanelGraph | null;
  /** Why there is no graph, with what to do; null where there is one. */
  readonly graphMissing: string | null;
  /** Null where no images are known. */
  readonly pictures: PanelPictures | null;
  readonly guide: PanelGuide | null;
  /** Null where there is no plan. */
  readonly pilot: PanelPilot | null;
  /** Null where no images are known. */
  readonly measured: PanelMeasured | null;
  readonly cost: PanelCost | null;
  /** Where a cluster would train the file, as its button says; null where nobody has named one. */
  readonly cluster: string | null;
  readonly run: PanelRun | null;
  /** Null where there is no plan. */
  readonly study: PanelStudy | null;
  /** Null while no run of the file has finished. */
  readonly tryIt: PanelTryIt | null;
  /** Newest first. */
  readonly pastRuns: readonly PanelPastRun[];
  readonly runSettings: PanelRunSettings;
  /** The epochs of the run and of those that were asked for, by folder: those that count, in their order. */
  readonly curves: Readonly<Record<string, readonly EpochEvent[]>>;
}

export interface PanelProblems {
  readonly errors: number;
  /** Of the errors: those that hinder no cluster. */
  readonly errorsHereAlone: number;
  readonly warnings: number;
  readonly notes: number;
  /** The worst of them, three at most: errors, then warnings, then notes, each in the order of the text. */
  readonly first: readonly PanelProblem[];
}

export interface PanelProblem {
  readonly severity: Severity;
  readonly message: string;
  /** Where it stands in the text; both count from 1. */
  readonly line: number;
  readonly column: number;
}

/** `follows`: a layer without weights, which has nothing to freeze or train. */
export type LayerState = 'frozen' | 'trainable' | 'follows' | 'sliced off' | 'new';

export interface PanelLayer {
  readonly name: string;
  readonly type: string;
  readonly inbound: readonly string[];
  /** Without the batch axis. */
  readonly outputShape: readonly (number | null)[];
  readonly params: number;
  readonly state: LayerState;
  /** Whether it can be frozen and freed: a kept base layer with weights. */
  readonly canFreeze: boolean;
  readonly isCut: boolean;
  /** Whether the base may be cut after it. */
  readonly canCut: boolean;
  /** The repeated block it belongs to, e.g. `block5`; null outside of blocks. */
  readonly block: string | null;
  /** How well a head on it does, as far as that was measured. */
  readonly probe: PanelProbe | null;
}

/** What was measured of cutting after a layer: how often a linear head there is right, as shares of the images. */
export interface PanelProbe {
  readonly accuracy: number;
  /** The standard error. */
  readonly error: number;
  /** What guessing would be right about, and saying the largest class always. */
  readonly chance: number;
  readonly majority: number;
  /** Whether it is where to cut, by what was measured. */
  readonly isSuggested: boolean;
  /** Whether pictures or settings have changed since. */
  readonly isStale: boolean;
  /** `73 % ± 5 %`. */
  readonly figure: string;
  /** All of it, as a sentence without its end. */
  readonly words: string;
}

/** Base and head; also the base's layers that are sliced off. */
export interface PanelGraph {
  /** Same text, same layers and arrows: a drawing of it can be kept. */
  readonly fingerprint: string;
  readonly layers: readonly PanelLayer[];
  readonly cut: string;
  /** Null where nothing can be frozen: no base with weights, or a cut that is none. */
  readonly line: PanelLine | null;
}

/** The line between what is frozen and what trains. */
export interface PanelLine {
  /**
   * The layers after which it may stand, from the input on: after the first nothing is frozen, after the last, the cut,
   * everything.
   */
  readonly stops: readonly string[];
  /** The index of the stop that it stands at. */
  readonly at: number;
  /** How many layers with weights below it are frozen all the same. */
  readonly frozenBelow: number;
}

/** The images of the file beside what its base was trained on. Their thumbnails come by messages of their own. */
export interface PanelPictures {
  /** Counts the looks at the folder: after another one its thumbnails may be others. */
  readonly look: number;
  /** Why no thumbnails are shown; null where they are. */
  readonly notShown: string | null;
  /** In the order of the network's outputs. */
  readonly classes: readonly PanelClass[];
  readonly check: PanelImageCheck;
  readonly odd: PanelOddPictures;
  /** Null while the file names no base. */
  readonly trainedOn: PanelTrainedOn | null;
  readonly similarity: PanelSimilarity;
}

export interface PanelClass {
  readonly name: string;
  /** In the folder of training images, those that validate included. */
  readonly images: number;
  /** Of those and the ones for validation and test: what can't be read, as far as is known. */
  readonly unreadable: number;
  /** Pictures that stand in another class or on another side of the split as well, as far as is known. */
  readonly copies: number;
}

/** What decoding all images has shown. */
export interface PanelImageCheck {
  readonly state: 'unknown' | 'checking' | 'checked';
  /** How far it is or what came of it, as a sentence. */
  readonly words: string;
  /** The share that is done; null where it is not going on. */
  readonly done: number | null;
  /** What was found of single images, the worst first, as sentences. */
  readonly found: readonly string[];
  /** Whether it may be begun. */
  readonly canBegin: boolean;
}

/** What comparing all images by what the base sees in them has shown. */
export interface PanelOddPictures {
  readonly state: 'unknown' | 'looking' | 'looked';
  /** How far it is or what came of it, as a sentence. */
  readonly words: string;
  /** The share that is done; null where it is not going on, or nothing tells. */
  readonly done: number | null;
  /** Whether it may be begun. */
  readonly canBegin: boolean;
  readonly groups: readonly PanelOddGroup[];
}

/** Findings of one kind, the oddest first. */
export interface PanelOddGroup {
  readonly heading: string;
  readonly findings: readonly PanelOddFinding[];
}

export interface PanelOddFinding {
  readonly id: string;
  readonly words: string;
  /** Those that it is about. */
  readonly pictures: readonly PanelOddPicture[];
  /** Those to see beside a single one, and what they are. */
  readonly nearest: readonly PanelOddPicture[];
  readonly nearestWords: string;
  /** The class that it looks like; null where it is not about that. */
  readonly moveTo: string | null;
  readonly canLeaveOut: boolean;
}

/** Its thumbnail comes by a message of its own. */
export interface PanelOddPicture {
  /** As the editor knows it. */
  readonly file: string;
  readonly className: string;
  /** Its name, class and side. */
  readonly words: string;
}

/** What a base was trained on, as far as it is known. */
export interface PanelTrainedOn {
  /** As a sentence. */
  readonly words: string;
  /** Some of the kinds that it tells apart, and how many there are; none where that is not known. */
  readonly classes: readonly string[];
  readonly classCount: number;
  /** Some of its pictures in one; null where there are none to show. */
  readonly sheet: PanelSheet | null;
}

export interface PanelSheet {
  /** By which the panel may load it. */
  readonly address: string;
  /** What is to be seen on it. */
  readonly shows: string;
  /** In pixels. */
  readonly width: number;
  readonly height: number;
}

export interface PanelSimilarity {
  /** What the file says; null where it leaves it open. */
  readonly declared: Similarity | null;
  /** What holds, and by whose word, as a sentence. */
  readonly words: string;
}

/** A small picture of one image. */
export interface PanelThumbnail {
  readonly file: string;
  /** A `data:` address; null where there is none. */
  readonly address: string | null;
  /** Why there is none. */
  readonly reason: string | null;
}

export interface PanelGuide {
  readonly suggested: CaseNumber;
  readonly name: string;
  readonly reasons: readonly string[];
  readonly images: number;
  readonly dividingLine: number;
  readonly size: Size;
  readonly similarity: Similarity;
  readonly similaritySource: 'declared' | 'measured' | 'assumed';
  readonly yours: PanelYours;
  /** Null where nothing was measured that still holds. */
  readonly evidence: PanelEvidence | null;
}

/** What measuring has found of these images, beside the dot that stands for them. */
export interface PanelEvidence {
  /** So few images would have measured as well. */
  readonly fewest: number;
  /** Whether accuracy still climbs with more of them. */
  readonly climbs: boolean;
  /**
   * How far the similarity is from being the other one, in standard errors of what was measured; null where the file says
   * otherwise, or nothing differed.
   */
  readonly certainty: number | null;
  /** As sentences. */
  readonly words: string;
}

/** What the file does, beside what is suggested. */
export interface PanelYours {
  /** ``from `dense1` on, 81 % of the weights``; null while no base and cut are known. */
  readonly trains: string | null;
  /** What it does otherwise than is suggested, in sentences. */
  readonly differs: readonly string[];
  /** Whether settings of the file bring that about, so that they can be taken back. */
  readonly canGoBack: boolean;
  /** The number of images and the similarity that it fits; null where it does as is suggested. */
  readonly fits: { readonly images: number; readonly similarity: Similarity } | null;
}

/** Fine-tune or not: whether that can be tried, how far it is and what was found. */
export interface PanelPilot {
  /** Why it can't be tried, as a sentence; null where it can. */
  readonly hindrance: string | null;
  readonly going: {
    readonly stopping: boolean;
    /** The share of the time that is over; null before it has begun. */
    readonly done: number | null;
    readonly words: string;
    readonly pairs: readonly PanelPilotPair[];
  } | null;
  readonly found: PanelPilotFound | null;
  /** Why the last one failed; empty where it did not. */
  readonly failure: string;
}

export interface PanelPilotFound {
  /** What it depends on has changed since. */
  readonly stale: boolean;
  readonly verdict: 'gains' | 'loses' | 'no measurable difference' | 'too few seeds';
  readonly text: string;
  readonly notes: readonly string[];
  readonly pairs: readonly PanelPilotPair[];
  /** What is to be changed in the file to follow it; empty where the file does so, null where nothing follows. */
  readonly change: string | null;
}

/** Accuracies of one seed, 0 to 1. */
export interface PanelPilotPair {
  readonly seed: number;
  readonly head: number;
  readonly fineTuned: number;
}

/** What was measured of base and images, or what there would be to measure. */
export interface PanelMeasured {
  /** What measuring gives and takes, or why it can't be done, in sentences; empty where what was measured holds. */
  readonly offer: string;
  readonly canMeasure: boolean;
  /** How far it is; null where it is not going on. */
  readonly going: {
    /** What is being done. */
    readonly words: string;
    /** `120 of 500`; empty while nothing tells. */
    readonly count: string;
    readonly done: number | null;
  } | null;
  /** Why nothing came of it when it was asked for; null where it did, or was not. */
  readonly failure: string | null;
  readonly found: PanelMeasuredAnswers | null;
}

/** What was measured last. */
export interface PanelMeasuredAnswers {
  /** On which images: `measured on 500 of your 1,200 training pictures`. */
  readonly drawn: string;
  /** Why it may not hold any more: `stale, measured before your pictures changed`; null where it does. */
  readonly stale: string | null;
  readonly answers: readonly PanelMeasuredAnswer[];
}

export interface PanelMeasuredAnswer {
  /** `Where to cut`. */
  readonly question: string;
  /** In a few words; a layer's name between backticks. */
  readonly answer: string;
  /** With its uncertainty: `73 % ± 5 %`; empty for none. */
  readonly figure: string;
  /** In sentences. */
  readonly words: string;
  /** What the file does about it, as a sentence; null where there is nothing to do. */
  readonly file: string | null;
  /** Whether that contradicts it. */
  readonly contradicts: boolean;
  /** What can be done about it in the file. */
  readonly uses: readonly PanelUse[];
}

export interface PanelUse {
  /** As on a button. */
  readonly words: string;
  readonly intent: Extract<FromPanel, { readonly kind: 'setCut' | 'setSimilarity' | 'freezeThrough' }>;
}

export interface PanelCost {
  readonly trainableParams: number;
  readonly frozenParams: number;
  /** Without those that validate and test. */
  readonly trainingImages: number;
  readonly cacheBytes: number;
  /** From earlier runs on this machine; null before the first. */
  readonly estimatedSeconds: number | null;
}

/** Which layers transfer: whether that can be studied and what it takes, how far it is and what was found. */
export interface PanelStudy {
  /** Why it can't be studied, as a sentence; null where it can. */
  readonly hindrance: string | null;
  /** What each effort takes, as a sentence; null while that is worked out. */
  readonly costs: Readonly<Record<StudyEffort, string>> | null;
  readonly going: {
    readonly stopping: boolean;
    /** The share of the trainings that is done; null before it has begun. */
    readonly done: number | null;
    readonly words: string;
  } | null;
  readonly found: PanelStudyFound | null;
  /** Why the last one ended before its end; empty where it did not. */
  readonly failure: string;
}

export interface PanelStudyFound {
  /** Base, images or head have changed since. */
  readonly stale: boolean;
  /** What is left of it, as a sentence; empty where it has come to its end. */
  readonly left: string;
  /** What it says in one sentence, and with figures in several. */
  readonly headline: string;
  readonly sentences: readonly string[];
  readonly charts: readonly StudyChart[];
  readonly rows: readonly StudyRow[];
}

/** The run that is going on, or the last one of this file. */
export interface PanelRun {
  readonly folder: string;
  readonly name: string;
  readonly state: RunState;
  /** The cluster that it trains on: `127.0.0.1:8265`; null for this machine. */
  readonly cluster: string | null;
  /** Whether it goes on there, and nothing here follows it. */
  readonly left: boolean;
  /** Whether it can be gone on with, as far as it tells itself. */
  readonly resumable: boolean;
  /** Whether it was asked to stop, and has not yet. */
  readonly stopping: boolean;
  /** What it is doing, e.g. `epoch 3 of 200, 21 of 26 right, 12 s left`; empty for one that does nothing. */
  readonly doing: string;
  /** The share of that which is done, 0 to 1; null while nothing tells. */
  readonly done: number | null;
  /** The last thing worth saying aloud, e.g. `Epoch 3 of 200: 81 % right on validation images.`, or why it failed. */
  readonly announcement: string;
  readonly result: RunResult | null;
  /** The result in sentences, for each set of images that the network was judged by. */
  readonly told: Readonly<Partial<Record<'test' | 'validation', string>>>;
  readonly classes: readonly string[];
  /** Small pictures of images that went wrong, as addresses that the panel may load, by file. */
  readonly pictures: Readonly<Record<string, string>>;
}

/** A result for a table's cell, e.g. `6 of 6`, and the sentence that says all of it. */
export interface PanelFigures {
  readonly count: string;
  /** That were right, 0 to 1. */
  readonly share: number;
  readonly sentence: string;
}

export interface PanelPastRun {
  readonly folder: string;
  readonly name: string;
  readonly starred: boolean;
  readonly state: RunState;
  /** Whether it goes on on a cluster, and nothing here follows it. */
  readonly left: boolean;
  /** Whether it can be gone on with, as far as it tells itself. */
  readonly resumable: boolean;
  /** When it began: for sorting, and as people say it. */
  readonly created: string;
  readonly begun: string;
  readonly validation: PanelFigures | null;
  readonly test: PanelFigures | null;
  /** The validation loss of what was kept; null without a result. */
  readonly loss: number | null;
  /** In all; null where that was not measured. */
  readonly seconds: number | null;
  /** What its plan sets, by the columns of `PanelRunSettings`; empty for what it does not have. */
  readonly settings: readonly string[];
}

/** What the plans of the past runs set. */
export interface PanelRunSettings {
  /** The settings in which they differ. */
  readonly columns: readonly PanelSettingColumn[];
  /** All others, as text to be searched: those hold for every run. */
  readonly same: string;
}

export interface PanelSettingColumn {
  /** In the file's own words: `phase 1: learningRate`. */
  readonly name: string;
  /** As short as it can be: `learningRate` where there is one phase. */
  readonly title: string;
}

/** How one value of plain JSON differs from another: by all of it, or in some of its parts, by key or index. */
export type Change = { readonly whole: unknown } | { readonly parts: Readonly<Record<string, Change>> };

/** From the editor to the panel. */
export type ToPanel =
  | { readonly kind: 'view'; readonly view: PanelView }
  /** How the view differs from the one of that revision, which was sent before. */
  | { readonly kind: 'viewChange'; readonly from: number; readonly change: Change }
  /** Layouts as text, by the key of the drawing that each is of. */
  | { readonly kind: 'layouts'; readonly layouts: Readonly<Record<string, string>> }
  /** Why there is no layout of the drawing with that key. */
  | { readonly kind: 'noLayout'; readonly drawing: string; readonly reason: string }
  /** The thumbnails of a class of the file at that path. */
  | {
      readonly kind: 'thumbnails';
      readonly path: string;
      readonly className: string;
      readonly thumbnails: readonly PanelThumbnail[];
    }
  /** Thumbnails of single pictures of the file at that path, by the names that findings give them. */
  | {
      readonly kind: 'oddThumbnails';
      readonly path: string;
      readonly thumbnails: readonly PanelThumbnail[];
    }
  /** Bring what was found odd among the pictures into view. */
  | { readonly kind: 'showOddPictures' }
  /** Bring the layer's node into view and choose it, in the graph and in the tree. */
  | { readonly kind: 'revealLayer'; readonly layer: string }
  /** What was asked of layers; null where there are none of that name any more. */
  | { readonly kind: 'described'; readonly layers: readonly string[]; readonly card: LayerCard | null }
  /** What was asked of a layer or an answer of the file at that path. */
  | { readonly kind: 'seen'; readonly path: string; readonly seen: PanelSeen }
  /** Show what that layer sees. */
  | { readonly kind: 'showSeen'; readonly layer: string }
  /** Bring the pictures that are shown to a model into view. */
  | { readonly kind: 'showTryIt' }
  /** What was pressed has been done, or refused; what came of it is in the view that came before. */
  | { readonly kind: 'answered'; readonly intent: AnsweredIntent };

/** So many runs' curves lie over each other at most: more can't be told apart. */
export const mostCurves = 10;

/** Intents that take their time: each is answered when it is done. */
export type AnsweredIntent = 'train' | 'trainOnCluster' | 'stop' | 'resume';

export function isAnswered(kind: FromPanel['kind']): kind is AnsweredIntent {
  return kind === 'train' || kind === 'trainOnCluster' || kind === 'stop' || kind === 'resume';
}

/** From the panel to the editor: what the user wants. */
export type FromPanel =
  /** The panel listens. It shows the view of that revision, 0 for none; another one is sent whole. */
  | { readonly kind: 'ready'; readonly revision: number }
  /** The view of that revision has been painted: the next one may come. */
  | { readonly kind: 'drawn'; readonly revision: number }
  /** Of a layer, or of all layers with weights of a block. */
  | { readonly kind: 'setFrozen'; readonly layers: readonly string[]; readonly frozen: boolean }
  /** After a stop of the freeze line: all before it is frozen, all after it trains. */
  | { readonly kind: 'freezeThrough'; readonly layer: string }
  /** `auto` leaves it open. */
  | { readonly kind: 'setCut'; readonly layer: string }
  /** `auto` leaves it open. */
  | { readonly kind: 'setSimilarity'; readonly similarity: Similarity | 'auto' }
  /** The thumbnails of these classes are wanted; those that are shown only if they are others by now. */
  | {
      readonly kind: 'wantThumbnails';
      readonly classes: readonly string[];
      readonly shown: readonly string[];
    }
  /** Decode all images to see whether they can be read and which are there twice. */
  | { readonly kind: 'checkImages' }
  | { readonly kind: 'stopChecking' }
  /** Compare all images by what the base sees in them. */
  | { readonly kind: 'lookForOdd' }
  | { readonly kind: 'stopLooking' }
  /** The thumbnails of pictures of findings are wanted. */
  | { readonly kind: 'wantOddThumbnails'; readonly files: readonly string[] }
  /** A picture of a finding is to be moved: out of the data set, or to another class. */
  | { readonly kind: 'leaveOut'; readonly file: string }
  | { readonly kind: 'moveToClass'; readonly file: string; readonly className: string }
  /** A finding was looked at and is to be told no more. */
  | { readonly kind: 'keepOdd'; readonly id: string }
  /** Measure the base on the pictures. */
  | { readonly kind: 'measure' }
  | { readonly kind: 'stopMeasuring' }
  | { readonly kind: 'applySuggestion' }
  /** Try whether fine-tuning gains anything, within so many minutes. */
  | { readonly kind: 'pilot'; readonly minutes: number }
  | { readonly kind: 'stopPilot' }
  /** Make the file do what was found to be better. */
  | { readonly kind: 'usePilot' }
  /** Study which layers transfer; with images of the base's own classes if they are to be asked for. */
  | { readonly kind: 'study'; readonly effort: StudyEffort; readonly withSource: boolean }
  | { readonly kind: 'resumeStudy' }
  | { readonly kind: 'stopStudy' }
  | { readonly kind: 'openStudy' }
  | { readonly kind: 'train' }
  | { readonly kind: 'trainOnCluster' }
  | { readonly kind: 'stop' }
  | { readonly kind: 'resume'; readonly folder: string }
  | { readonly kind: 'openReport'; readonly folder: string }
  | { readonly kind: 'exportModel'; readonly folder: string }
  | { readonly kind: 'compare'; readonly folders: readonly string[] }
  /** The curves of these runs are wanted too, until others are; of the run itself they always come. */
  | { readonly kind: 'showCurves'; readonly folders: readonly string[] }
  | { readonly kind: 'renameRun'; readonly folder: string }
  | { readonly kind: 'starRun'; readonly folder: string; readonly starred: boolean }
  | { readonly kind: 'deleteRun'; readonly folder: string }
  | { readonly kind: 'showLayer'; readonly layer: string }
  | { readonly kind: 'showProblems' }
  /** Show the text there; both count from 1. */
  | { readonly kind: 'showText'; readonly line: number; readonly column: number }
  /** From now on pictures are shown to that run's model. */
  | { readonly kind: 'tryRun'; readonly folder: string }
  /** Show these to that run's model: what was dropped or pasted, files by their addresses, or what the user picks. */
  | { readonly kind: 'showPictures'; readonly folder: string; readonly pictures: readonly GivenPicture[] }
  | { readonly kind: 'showFiles'; readonly folder: string; readonly addresses: readonly string[] }
  | { readonly kind: 'pickPictures'; readonly folder: string }
  /** Look at no more of those that wait. */
  | { readonly kind: 'stopPictures' }
  | { readonly kind: 'clearPictures' }
  /**
   * What that layer makes of a training image, by its path in their folder. Where that is empty, of the picture that was given
   * last, or else of the first image.
   */
  | ({ readonly kind: 'seeLayer'; readonly file: string } & SeenLayerName)
  /** Of what was dropped, of a file by its address, or of what the user picks. */
  | ({ readonly kind: 'seePicture'; readonly pictures: readonly GivenPicture[] } & SeenLayerName)
  | ({ readonly kind: 'seeFile'; readonly addresses: readonly string[] } & SeenLayerName)
  | ({ readonly kind: 'pickSeen' } & SeenLayerName)
  /** Which training images excite a channel most. */
  | ({ readonly kind: 'seeChannel'; readonly channel: number } & SeenLayerName)
  /** Nothing is wanted any more of what was asked about layers. */
  | { readonly kind: 'stopSeeing' }
  /** Where the answer comes from: of a picture that was tried, by its number, or one that went wrong in a run. */
  | { readonly kind: 'explainTried'; readonly number: string }
  | { readonly kind: 'explainWrong'; readonly folder: string; readonly file: string }
  | { readonly kind: 'pin'; readonly pinned: boolean }
  /** A drawing's layout is wanted, by its key: the graph's, with these blocks against how they stand at first. */
  | {
      readonly kind: 'layOut';
      readonly drawing: string;
      readonly toggledBlocks: readonly string[];
      readonly toTheRight: boolean;
    }
  /** A card of a layer, or of the layers of a block or of several, is wanted. */
  | { readonly kind: 'describe'; readonly layers: readonly string[] }
  | { readonly kind: 'undo' }
  | { readonly kind: 'redo' };

/** A list is of the words that the field may be. */
type FieldKind = 'string' | 'boolean' | 'number' | 'strings' | 'pictures' | readonly string[];

const intents: Readonly<Record<FromPanel['kind'], Readonly<Record<string, FieldKind>>>> = {
  ready: { revision: 'number' },
  drawn: { revision: 'number' },
  setFrozen: { layers: 'strings', frozen: 'boolean' },
  freezeThrough: { layer: 'string' },
  setCut: { layer: 'string' },
  setSimilarity: { similarity: ['similar', 'different', 'auto'] },
  wantThumbnails: { classes: 'strings', shown: 'strings' },
  checkImages: {},
  stopChecking: {},
  lookForOdd: {},
  stopLooking: {},
  wantOddThumbnails: { files: 'strings' },
  leaveOut: { file: 'string' },
  moveToClass: { file: 'string', className: 'string' },
  keepOdd: { id: 'string' },
  measure: {},
  stopMeasuring: {},
  applySuggestion: {},
  pilot: { minutes: 'number' },
  stopPilot: {},
  usePilot: {},
  study: { effort: ['quick', 'usual', 'thorough'], withSource: 'boolean' },
  resumeStudy: {},
  stopStudy: {},
  openStudy: {},
  train: {},
  trainOnCluster: {},
  stop: {},
  resume: { folder: 'string' },
  openReport: { folder: 'string' },
  exportModel: { folder: 'string' },
  compare: { folders: 'strings' },
  showCurves: { folders: 'strings' },
  renameRun: { folder: 'string' },
  starRun: { folder: 'string', starred: 'boolean' },
  deleteRun: { folder: 'string' },
  showLayer: { layer: 'string' },
  showProblems: {},
  showText: { line: 'number', column: 'number' },
  tryRun: { folder: 'string' },
  showPictures: { folder: 'string', pictures: 'pictures' },
  showFiles: { folder: 'string', addresses: 'strings' },
  pickPictures: { folder: 'string' },
  stopPictures: {},
  clearPictures: {},
  seeLayer: { layer: 'string', run: 'string', file: 'string' },
  seePicture: { layer: 'string', run: 'string', pictures: 'pictures' },
  seeFile: { layer: 'string', run: 'string', addresses: 'strings' },
  pickSeen: { layer: 'string', run: 'string' },
  seeChannel: { layer: 'string', run: 'string', channel: 'number' },
  stopSeeing: {},
  explainTried: { number: 'string' },
  explainWrong: { folder: 'string', file: 'string' },
  pin: { pinned: 'boolean' },
  layOut: { drawing: 'string', toggledBlocks: 'strings', toTheRight: 'boolean' },
  describe: { layers: 'strings' },
  undo: {},
  redo: {},
};

/** Whether a message is an intent: nothing that a web page sends is believed unseen. */
export function isFromPanel(value: unknown): value is FromPanel {
  if (typeof value !== 'object' || value === null || !('kind' in value) || typeof value.kind !== 'string')
    return false;
  const fields = Object.hasOwn(intents, value.kind) ? intents[value.kind as FromPanel['kind']] : undefined;
  if (fields === undefined) return false;
  return Object.entries(fields).every(([name, type]) => {
    const field: unknown = (value as Record<string, unknown>)[name];
    if (typeof type === 'object') return typeof field === 'string' && type.includes(field);
    if (type === 'pictures') return areGivenPictures(field);
    return type === 'strings'
      ? Array.isArray(field) && field.every((item) => typeof item === 'string')
      : typeof field === type;
  });
}

/** What a panel's page keeps of the panel itself, so that a restart can bring it back. */
export interface KeptPanel {
  readonly panel: Pick<PanelView, 'path' | 'pinned'>;
}

/** Whether what a page has kept says of which file it was: it may come from another version. */
export function isKeptPanel(value: unknown): value is KeptPanel {
  const { panel } = (value ?? {}) as { readonly panel?: Partial<KeptPanel['panel']> | null };
  return typeof panel?.path === 'string' && typeof panel.pinned === 'boolean';
}
