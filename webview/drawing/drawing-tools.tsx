import { useEffect, useRef } from 'react';
import { Icon, type IconName } from '../icon';

interface DrawingToolsProps {
  readonly onZoom: (factor: number) => void;
  readonly onFit: () => void;
}

const step = 1.2;

/** Zoom and fit, by buttons and by the keys + - 0 wherever the network has the focus. */
export function DrawingTools({ onZoom, onFit }: DrawingToolsProps) {
  const tools = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const actions: Readonly<Record<string, () => void>> = {
      '+': () => onZoom(step),
      '=': () => onZoom(step),
      '-': () => onZoom(1 / step),
      '0': onFit,
    };
    const section = tools.current?.closest('.network');
    const press = (event: Event) => {
      if (!(event instanceof KeyboardEvent) || event.ctrlKey || event.metaKey || event.altKey) return;
      actions[event.key]?.();
    };
    section?.addEventListener('keydown', press);
    return () => section?.removeEventListener('keydown', press);
  }, [onZoom, onFit]);
  return (
    <div ref={tools} className="drawing-tools" role="toolbar" aria-label="Zoom of the drawing">
      <Tool name="Zoom in" icon="plus" shortcut="+" onPress={() => onZoom(step)} />
      <Tool name="Zoom out" icon="minus" shortcut="-" onPress={() => onZoom(1 / step)} />
      <Tool name="Fit" icon="fit" shortcut="0" onPress={onFit} />
    </div>
  );
}

interface ToolProps {
  readonly name: string;
  readonly icon: IconName;
  readonly shortcut: string;
  readonly onPress: () => void;
}

function Tool({ name, icon, shortcut, onPress }: ToolProps) {
  return (
    <button
      type="button"
      className="quiet"
      aria-label={name}
      aria-keyshortcuts={shortcut}
      title={`${name} (${shortcut})`}
      onClick={onPress}
    >
      <Icon name={icon} />
    </button>
  );
}
