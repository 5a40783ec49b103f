import { type DragEvent, type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { count } from '../../src/design/words/number-text';
import { countText, shapeWords } from '../../src/design/words/wording';
import type { PanelGraph, PanelPictures } from '../../src/shared/panel-messages';
import type { SeenLayerName } from '../../src/shared/panel-seen';
import type { ChannelMap, LayerMaps } from '../../src/shared/seen';
import { givenBy, mayBePictures } from '../given-pictures';
import { send } from '../host';
import { Icon } from '../icon';
import { Button } from '../toolkit';
import { useViewState } from '../view-state';
import { ChannelPictures } from './channel-pictures';
import { HeatPicture } from './heat-picture';
import {
  askForMaps,
  type KeptSeen,
  seeChannel,
  seeLayer,
  seenPlace,
  stopLooking,
  stopSeeing,
  useSeen,
  waitForGiven,
} from './kept-seen';
import { mapColors } from './map-canvas';
import { MapList } from './map-list';
import { placeWords, valueText } from './map-words';
import { NetworkChoice, type TrainedNetwork } from './network-choice';
import { PictureChoice } from './picture-choice';
import { besideLayer } from './stations';

interface SeenProps {
  /** Of the file. */
  readonly path: string;
  readonly graph: PanelGraph;
  readonly pictures: PanelPictures | null;
  /** Those of the file's runs that have one. */
  readonly trained: readonly TrainedNetwork[];
}

/** What a layer makes of a picture; nothing where none is looked into. */
export function Seen({ path, graph, pictures, trained }: SeenProps) {
  const wanted = useViewState('seen');
  const layer = graph.layers.find(({ name, state }) => name === wanted?.layer && state !== 'new');
  if (wanted === null || layer === undefined) return null;
  // A run that was deleted meanwhile, or is another file's.
  const run = trained.some(({ folder }) => folder === wanted.run) ? wanted.run : '';
  return <SeenLayer {...{ path, graph, pictures, trained, name: layer.name, run, file: wanted.file }} />;
}

interface SeenLayerProps extends SeenProps {
  readonly name: string;
  readonly run: string;
  readonly file: string;
}

function SeenLayer({ path, graph, pictures, trained, name, run, file }: SeenLayerProps) {
  const place = useRef<HTMLElement>(null);
  const seen = useSeen();
  const [isOver, setOver] = useState(false);
  const of: SeenLayerName = { layer: name, run };
  useEffect(() => askForMaps(path, { layer: name, run }, file), [path, name, run, file]);
  useFocusOnAsking(place, name);
  const close = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    stopSeeing();
  };
  const { before, behind, number, count: stations } = besideLayer(graph.layers, name);
  const shape = graph.layers.find((layer) => layer.name === name)?.outputShape ?? [];
  const maps = seen.maps?.maps;
  return (
    <section
      ref={place}
      id={seenPlace}
      className={isOver ? 'seen over' : 'seen'}
      aria-label="What a layer sees"
      tabIndex={-1}
      onKeyDown={close}
      {...droppable(setOver, (given) => {
        waitForGiven(path, of);
        send(
          'pictures' in given
            ? { kind: 'seePicture', ...of, ...given }
            : { kind: 'seeFile', ...of, ...given },
        );
      })}
    >
      <header>
        <h3>
          What <bdi>{name}</bdi> sees
        </h3>
        <span className="aside">{shapeWords(shape)}</span>
        <button
          type="button"
          className="quiet close"
          aria-label="Close"
          title="Close (Escape)"
          onClick={stopSeeing}
        >
          <Icon name="close" />
        </button>
      </header>
      {trained.length > 0 && <NetworkChoice trained={trained} run={run} />}
      <nav className="walk" aria-label="Along the layers">
        <Step to={before}>Earlier layer</Step>
        <Step to={behind}>Later layer</Step>
        {number !== null && (
          <span className="aside">
            {count(number)} of {count(stations)}, from edges to what classes are told by
          </span>
        )}
      </nav>
      <div className="seen-top">
        <PictureChoice path={path} of={of} pictures={pictures} file={seen.maps?.picture.file ?? file} />
        {seen.maps && <Shown seen={seen} maps={seen.maps.maps} name={seen.maps.picture.name} />}
      </div>
      <p role="status" className="aside">
        {statusWords(seen)}
      </p>
      {seen.failure !== null && (
        <p role="alert" className="failure">
          {seen.failure}
        </p>
      )}
      {maps && seen.maps?.layer === name && seen.maps.run === run && (
        <div className={seen.waits === 'maps' ? 'channels waits' : 'channels'}>
          <h4>{maps.places === null ? 'Its channels' : 'Its feature maps'}, those that answer most first</h4>
          <MapList key={name} maps={maps} channel={seen.channel} onChoose={seeChannel} />
        </div>
      )}
      {seen.channel !== null && seen.waits !== 'maps' && (
        <div className="channel">
          <h4>What excites channel {seen.channel} most</h4>
          {seen.waits === 'pictures' && <Button onPress={stopLooking}>Stop</Button>}
          {seen.pictures && <ChannelPictures found={seen.pictures} />}
        </div>
      )}
    </section>
  );
}

function Step({ to, children }: { readonly to: string | null; readonly children: string }) {
  return (
    <Button
      disabled={to === null}
      title={to === null ? 'There is none.' : to}
      onPress={() => to !== null && seeLayer(to)}
    >
      {children}
    </Button>
  );
}

/** The picture, with the map of the chosen channel over it. */
function Shown({
  seen,
  maps,
  name,
}: {
  readonly seen: KeptSeen;
  readonly maps: LayerMaps;
  readonly name: string;
}) {
  const one = maps.maps.find(({ channel }) => channel === seen.channel);
  const { places } = maps;
  const colors = useMemo(() => (one && one.values !== '' ? mapColors(one.values) : null), [one]);
  const heat = places && colors ? { places, colors } : null;
  const most =
    one?.peak && places ? `, where channel ${one.channel} answers most ${placeWords(one.peak, places)}` : '';
  return (
    <figure>
      <HeatPicture
        picture={maps.picture}
        alt={`${name}${most}`}
        heat={heat}
        of={`channel ${one?.channel ?? ''}`}
      />
      <figcaption className="aside">
        {name}
        {one && `, channel ${one.channel}: ${rangeWords(one)}`}
      </figcaption>
    </figure>
  );
}

function rangeWords({ least, strength }: ChannelMap): string {
  return least === strength ? valueText(strength) : `${valueText(least)} to ${valueText(strength)}`;
}

function statusWords({ waits, progress, maps, channel }: KeptSeen): string {
  if (waits === 'maps') return 'Running the picture through the network up to this layer …';
  if (waits === 'pictures')
    return progress === null
      ? `Looking for pictures that excite channel ${channel} …`
      : `Looking for pictures that excite channel ${channel}: ${count(progress.done)} of ${count(progress.total)}`;
  if (maps === null) return '';
  const { channels, places } = maps.maps;
  const each =
    places === null ? 'a number each' : `maps of ${places[0]} × ${places[1]}, light where they answer`;
  return `${countText(channels, 'channel')}, ${each}. Choose one to see what excites it.`;
}

/** Comes into sight and takes the focus where a layer is asked for elsewhere in the panel; not where it was open before a reload. */
function useFocusOnAsking(place: React.RefObject<HTMLElement | null>, layer: string): void {
  useEffect(() => {
    void layer;
    const { activeElement } = document;
    if (activeElement === document.body || place.current?.contains(activeElement)) return;
    place.current?.scrollIntoView({ block: 'nearest' });
    if (document.hasFocus()) place.current?.focus({ preventScroll: true });
  }, [place, layer]);
}

type Given = NonNullable<Awaited<ReturnType<typeof givenBy>>>;

/** What is dropped here is not for anybody else in the panel. */
function droppable(setOver: (isOver: boolean) => void, take: (given: Given) => void) {
  const over = (event: DragEvent) => {
    if (!mayBePictures(event.dataTransfer)) return;
    event.preventDefault();
    event.stopPropagation();
    event.dataTransfer.dropEffect = 'copy';
    setOver(true);
  };
  return {
    onDragEnter: over,
    onDragOver: over,
    onDragLeave: ({ currentTarget, relatedTarget }: DragEvent) => {
      if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) setOver(false);
    },
    onDrop: (event: DragEvent) => {
      setOver(false);
      if (!mayBePictures(event.dataTransfer)) return;
      event.preventDefault();
      event.stopPropagation();
      void givenBy(event.dataTransfer).then((given) => given && take(given));
    },
  };
}
