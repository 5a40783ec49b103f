import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import { countText } from '../../src/design/words/wording';
import type { ChannelMap, LayerMaps } from '../../src/shared/seen';
import { cellByKey } from '../cell-by-key';
import { Button } from '../toolkit';
import { MapCanvas, mapColors } from './map-canvas';
import { placeWords, valueText } from './map-words';

interface MapListProps {
  readonly maps: LayerMaps;
  readonly channel: number | null;
  readonly onChoose: (channel: number) => void;
}

/** Channels that are shown before somebody asks for the rest. */
const atFirst = 32;

/** The channels of a layer, those that answer most first: maps, or bars where the layer gives a number each. */
export function MapList({ maps: { maps, places, channels }, channel, onChoose }: MapListProps) {
  const list = useRef<HTMLDivElement>(null);
  const [isWhole, setWhole] = useState(false);
  const [current, setCurrent] = useState(0);
  const shown = isWhole ? maps : maps.slice(0, atFirst);
  const at = Math.min(current, shown.length - 1);
  const most = Math.max(...maps.map(({ strength }) => Math.abs(strength))) || 1;
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      const one = shown[at];
      if (one) onChoose(one.channel);
      return;
    }
    const columns = columnsOf(list.current);
    const last = shown.length - 1;
    const cell = { row: Math.floor(at / columns), column: at % columns };
    const to = cellByKey(event, cell, { row: Math.floor(last / columns), column: columns - 1 });
    if (to === undefined) return;
    event.preventDefault();
    const next = Math.min(last, to.row * columns + to.column);
    setCurrent(next);
    (list.current?.children[next] as HTMLElement | undefined)?.focus();
  };
  const more = channels - shown.length;
  return (
    <>
      <div
        ref={list}
        role="listbox"
        aria-label="Channels, those that answer most first"
        aria-orientation="horizontal"
        className={places === null ? 'maps values' : 'maps'}
        onClick={({ target }) => {
          const option = (target as Element).closest('[data-channel]');
          if (option !== null) onChoose(Number(option.getAttribute('data-channel')));
        }}
        onKeyDown={press}
      >
        {shown.map((one, index) => (
          <div
            key={one.channel}
            role="option"
            tabIndex={index === at ? 0 : -1}
            aria-selected={one.channel === channel}
            aria-label={nameOf(one, places)}
            onFocus={() => setCurrent(index)}
            data-channel={one.channel}
          >
            {places === null ? (
              <span className="share" aria-hidden="true">
                <span style={{ width: `${(Math.abs(one.strength) / most) * 100}%` }} />
              </span>
            ) : (
              <FeatureMap values={one.values} places={places} />
            )}
            <span className="map-words" aria-hidden="true">
              <span>{one.channel}</span> <span className="figure">{valueText(one.strength)}</span>
            </span>
          </div>
        ))}
      </div>
      {maps.length > atFirst && (
        <div>
          <Button onPress={() => setWhole(!isWhole)}>
            {isWhole ? 'Show fewer channels' : `Show ${countText(maps.length - atFirst, 'more', 'more')}`}
          </Button>
        </div>
      )}
      {isWhole && more > 0 && <p className="aside">And {countText(more, 'channel')} that answer less.</p>}
    </>
  );
}

function FeatureMap({
  values,
  places,
}: Pick<ChannelMap, 'values'> & { readonly places: readonly [number, number] }) {
  const colors = useMemo(() => mapColors(values), [values]);
  return <MapCanvas places={places} colors={colors} />;
}

function nameOf({ channel, strength, peak }: ChannelMap, places: LayerMaps['places']): string {
  const where = peak === null || places === null ? '' : `, most ${placeWords(peak, places)}`;
  return `Channel ${channel}: ${valueText(strength)}${where}`;
}

/** As many as stand in the first row. */
function columnsOf(list: HTMLElement | null): number {
  const all = [...(list?.children ?? [])] as HTMLElement[];
  const next = all.findIndex((one) => one.offsetTop !== all[0]?.offsetTop);
  return Math.max(1, next < 0 ? all.length : next);
}
