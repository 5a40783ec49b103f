import { useReactFlow } from '@xyflow/react';
import { useEffect, useRef } from 'react';
import { Icon, type IconName } from '../icon';

/** Zoom and fit, by buttons and by the keys + - 0 wherever the network has the focus. */
export function DrawingTools() {
  const { zoomIn, zoomOut, fitView } = useReactFlow();
  const tools = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const actions: Readonly<Record<string, () => void>> = {
      '+': () => void zoomIn(),
      '=': () => void zoomIn(),
      '-': () => void zoomOut(),
      '0': () => void fitView(),
    };
    const section = tools.current?.closest('.network');
    const press = (event: Event) => {
      if (!(event instanceof KeyboardEvent) || event.ctrlKey || event.metaKey || event.altKey) return;
      actions[event.key]?.();
    };
    section?.addEventListener('keydown', press);
    return () => section?.removeEventListener('keydown', press);
  }, [zoomIn, zoomOut, fitView]);
  return (
    <div ref={tools} className="drawing-tools" role="toolbar" aria-label="Zoom of the drawing">
      <Tool name="Zoom in" icon="plus" shortcut="+" onPress={() => void zoomIn()} />
      <Tool name="Zoom out" icon="minus" shortcut="-" onPress={() => void zoomOut()} />
      <Tool name="Fit" icon="fit" shortcut="0" onPress={() => void fitView()} />
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
