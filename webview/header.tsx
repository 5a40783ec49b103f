import { countText } from '../src/design/words/wording';
import type { PanelProblems, PanelView } from '../src/shared/panel-messages';
import { send } from './host';
import { Icon } from './icon';

interface HeaderProps {
  readonly view: PanelView;
}

export function Header({ view }: HeaderProps) {
  return (
    <>
      <header className="header">
        <h1 title={view.file}>{view.file}</h1>
        <ProblemsButton problems={view.problems} />
        <button
          type="button"
          className="quiet"
          aria-pressed={view.pinned}
          aria-label="Pin to this file"
          title={
            view.pinned ? 'Stays with this file. Press to follow the active one.' : 'Stay with this file'
          }
          onClick={() => send({ kind: 'pin', pinned: !view.pinned })}
        >
          <Icon name={view.pinned ? 'pinned' : 'pin'} />
        </button>
      </header>
      {view.restricted !== null && (
        <p className="note" role="note">
          <Icon name="shield" />
          <span>{view.restricted}</span>
        </p>
      )}
    </>
  );
}

function ProblemsButton({ problems }: { readonly problems: PanelProblems }) {
  const { errors, warnings } = problems;
  const words = [
    errors > 0 ? countText(errors, 'error') : '',
    warnings > 0 ? countText(warnings, 'warning') : '',
  ].filter((part) => part !== '');
  const text = words.length > 0 ? words.join(', ') : 'No problems';
  const icon = errors > 0 ? 'error' : warnings > 0 ? 'warning' : 'check';
  return (
    <button type="button" className={`quiet ${icon}`} onClick={() => send({ kind: 'showProblems' })}>
      <Icon name={icon} />
      <span>{text}</span>
    </button>
  );
}
