import { useSyncExternalStore } from 'react';
import type {
  EvidenceKey,
  PanelChannelPictures,
  PanelSeen,
  PanelSeenPicture,
  SeenLayerName,
} from '../../src/shared/panel-seen';
import type { Evidence, LayerMaps } from '../../src/shared/seen';
import { send } from '../host';
import { changeViewState, lastSeen, viewState } from '../view-state';

/** What the editor said of the layer that is looked into. It comes once, beside the views. */
export interface KeptSeen {
  readonly path: string;
  readonly layer: string;
  readonly run: string;
  /** The last answer, which stays until the next one has come. */
  readonly maps: (SeenLayerName & { readonly picture: PanelSeenPicture; readonly maps: LayerMaps }) | null;
  readonly channel: number | null;
  readonly pictures: PanelChannelPictures | null;
  /** What is waited for. */
  readonly waits: 'maps' | 'pictures' | null;
  readonly progress: { readonly done: number; readonly total: number } | null;
  readonly failure: string | null;
}

const nothing: KeptSeen = {
  ...{ path: '', layer: '', run: '', maps: null, channel: null, pictures: null },
  ...{ waits: null, progress: null, failure: null },
};

let seen = nothing;
/** By the answer: what speaks for it, why that is not known, or that it is waited for. */
const evidence = new Map<EvidenceKey, Evidence | { readonly reason: string } | 'waits'>();
const listeners = new Set<() => void>();

export function useSeen(): KeptSeen {
  return useSyncExternalStore(listen, () => seen);
}

export function useEvidence(of: EvidenceKey): Evidence | { readonly reason: string } | 'waits' | undefined {
  return useSyncExternalStore(listen, () => evidence.get(of));
}

/** Looks into a layer, with the picture that it was last given or a training image, by its path. */
export function seeLayer(layer: string, file = lastSeen().file): void {
  changeViewState({ seen: { ...lastSeen(), layer, file } });
}

/** Looks into the same layer of a run's network, or of the base, with the same picture. */
export function seeInNetwork(run: string): void {
  const { seen: wanted } = viewState();
  if (wanted !== null) changeViewState({ seen: { ...wanted, run } });
}

/** Where it stands on the page. */
export const seenPlace = 'seen';

/** The same, and brings it into sight, whoever has the focus. */
export function showSeen(layer: string): void {
  seeLayer(layer);
  // It is there a frame later, after the part that it is in was brought into sight.
  const bring = () => document.getElementById(seenPlace)?.scrollIntoView({ block: 'start' });
  requestAnimationFrame(() => requestAnimationFrame(bring));
}

/** Asks for the maps of the layer that is looked into, where they are not those that came last. */
export function askForMaps(path: string, { layer, run }: SeenLayerName, file: string): void {
  const { maps, waits } = seen;
  const isThere =
    path === seen.path && layer === maps?.layer && run === maps.run && file === maps.picture.file;
  if (isThere && waits !== 'maps') return;
  wait(path, { layer, run });
  send({ kind: 'seeLayer', layer, run, file });
}

/** A picture was given otherwise: it is on its way with the question. */
export function waitForGiven(path: string, of: SeenLayerName): void {
  wait(path, of);
}

function wait(path: string, { layer, run }: SeenLayerName): void {
  const maps = path === seen.path ? seen.maps : null;
  // The same channel of another layer is another one; and pictures that are still looked for are given up.
  const stays = path === seen.path && layer === seen.layer && seen.pictures !== null;
  const { channel, pictures } = stays ? seen : nothing;
  // Of the same layer, before and after training, it is what one compares; other pictures may excite it.
  const own = run === seen.run ? pictures : null;
  change({ ...nothing, path, layer, run, maps, channel, pictures: own, waits: 'maps' });
}

export function seeChannel(channel: number): void {
  change({ ...seen, channel, pictures: null, waits: 'pictures', progress: null, failure: null });
  send({ kind: 'seeChannel', layer: seen.layer, run: seen.run, channel });
}

/** No more pictures are looked for. */
export function stopLooking(): void {
  send({ kind: 'stopSeeing' });
  change({ ...seen, channel: null, waits: null, progress: null });
}

/** No layer is looked into any more. */
export function stopSeeing(): void {
  if (seen.waits !== null) send({ kind: 'stopSeeing' });
  change(nothing);
  changeViewState({ seen: null });
}

export function askForEvidence(of: EvidenceKey, ask: () => void): void {
  // One is asked for at a time: the one before is given up.
  for (const [key, value] of evidence) if (value === 'waits') evidence.delete(key);
  evidence.set(of, 'waits');
  change({ ...seen });
  ask();
}

export function forgetEvidence(of: EvidenceKey): void {
  evidence.delete(of);
  change({ ...seen });
}

export function takeSeen(path: string, told: PanelSeen): void {
  if (told.about === 'evidence') evidence.set(told.of, told.evidence);
  else if (told.about === 'failure' && told.of !== 'maps' && told.of !== 'pictures')
    evidence.set(told.of, { reason: told.reason });
  else if (path === seen.path) seen = after(told);
  // What was given otherwise than by its path, or by none, is what the next layer is given too.
  const wanted = viewState().seen;
  if (told.about === 'maps' && wanted?.layer === told.layer && wanted.file !== told.picture.file)
    changeViewState({ seen: { ...wanted, file: told.picture.file } });
  if (told.about === 'maps' && seen.waits === null && seen.channel !== null && seen.pictures === null)
    seeChannel(seen.channel);
  else change({ ...seen });
}

/** What speaks for answers is forgotten where the panel shows another file: their numbers are others' there. */
export function forgetEvidenceOfOthers(path: string): void {
  if (path === evidencePath) return;
  evidencePath = path;
  if (evidence.size === 0) return;
  evidence.clear();
  change({ ...seen });
}

let evidencePath = '';

function after(told: PanelSeen): KeptSeen {
  switch (told.about) {
    case 'maps': {
      if (told.layer !== seen.layer || told.run !== seen.run) return seen;
      const { layer, run, picture, maps } = told;
      return { ...seen, maps: { layer, run, picture, maps }, waits: null, failure: null };
    }
    case 'pictures':
      if (told.layer !== seen.layer || told.run !== seen.run || told.channel !== seen.channel) return seen;
      return { ...seen, pictures: told.found, waits: null, progress: null };
    case 'progress':
      return { ...seen, progress: { done: told.done, total: told.total } };
    case 'failure':
      return { ...seen, waits: null, progress: null, failure: told.reason };
    default:
      return seen;
  }
}

function change(next: KeptSeen): void {
  seen = next;
  for (const listener of listeners) listener();
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
