import { Icon } from '../icon';

/** Between what is kept and what is sliced off or new. */
export function CutLine() {
  return (
    <div className="cut-line">
      <span>
        <Icon name="cut" /> cut
      </span>
    </div>
  );
}
