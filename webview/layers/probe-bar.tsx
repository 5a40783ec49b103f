import type { PanelProbe } from '../../src/shared/panel-messages';

/**
 * How often a head there is right, as a bar with its error; guessing and always saying the largest class are marked on it. For
 * the eyes and the pointer: rows and cards say it in words.
 */
export function ProbeBar({ probe }: { readonly probe: PanelProbe }) {
  const { accuracy, error, chance, majority, isSuggested, isStale, words } = probe;
  const x = (share: number) => Math.round(1000 * Math.min(1, Math.max(0, share))) / 10;
  const classes = ['probe', ...(isSuggested ? ['suggested-cut'] : []), ...(isStale ? ['is-stale'] : [])];
  return (
    <span className={classes.join(' ')} title={words}>
      <svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" focusable="false">
        <rect className="track" width={100} height={6} />
        <rect className="fill" width={x(accuracy)} height={6} />
        {(['ground', 'chance'] as const).map((name) => (
          <line key={name} className={name} x1={x(chance)} x2={x(chance)} y1={-2} y2={6} />
        ))}
        {(['ground', 'majority'] as const).map((name) => (
          <line key={name} className={name} x1={x(majority)} x2={x(majority)} y1={-2} y2={6} />
        ))}
        <line className="ground" x1={x(accuracy - error)} x2={x(accuracy + error)} y1={3} y2={3} />
        <line className="error-line" x1={x(accuracy - error)} x2={x(accuracy + error)} y1={3} y2={3} />
      </svg>
    </span>
  );
}
