import { useState } from 'react';
import type { Places, SeenPicture } from '../../src/shared/seen';
import { MapCanvas } from './map-canvas';

interface HeatPictureProps {
  readonly picture: SeenPicture;
  /** What is to be seen on it, for those who don't see it. */
  readonly alt: string;
  /** What lies over it; null for nothing. */
  readonly heat: { readonly places: Places; readonly colors: Uint8ClampedArray<ArrayBuffer> } | null;
  /** What the map is of, for the name of the slider. */
  readonly of: string;
}

/** A picture as the network gets it, with a map over it that covers it as much as one likes. */
export function HeatPicture({ picture, alt, heat, of }: HeatPictureProps) {
  const [cover, setCover] = useState(70);
  return (
    <div className="heat-picture">
      <div className="heat" style={{ aspectRatio: `${picture.width} / ${picture.height}` }}>
        <img src={picture.address} alt={alt} />
        {heat && cover > 0 && (
          <div style={{ opacity: cover / 100 }} aria-hidden="true">
            <MapCanvas places={heat.places} colors={heat.colors} />
          </div>
        )}
      </div>
      {heat && (
        <label>
          <span className="aside">Map over it</span>
          <input
            type="range"
            aria-label={`How much the map of ${of} covers the picture`}
            aria-valuetext={`${cover} %`}
            min={0}
            max={100}
            step={10}
            value={cover}
            onChange={({ currentTarget }) => setCover(Number(currentTarget.value))}
          />
        </label>
      )}
    </div>
  );
}
