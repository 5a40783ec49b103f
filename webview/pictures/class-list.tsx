import { useId, useMemo, useRef, useState } from 'react';
import { count } from '../../src/design/words/number-text';
import { countText } from '../../src/design/words/wording';
import type { PanelClass } from '../../src/shared/panel-messages';
import { Button, SearchField } from '../toolkit';
import { useWidth } from '../use-width';
import { cardHeight, cardWidth, gap, textHeight, useCardWindow } from './card-window';
import { ClassCard } from './class-card';
import { useWanted } from './kept-thumbnails';

interface ClassListProps {
  readonly path: string;
  readonly look: number;
  readonly classes: readonly PanelClass[];
  /** Whether there are thumbnails. */
  readonly isShown: boolean;
}

/** Rows of classes that are shown before somebody asks for the rest. */
const rowsAtFirst = 4;
/** From so many on one can look for a class by its name. */
const searchedFrom = 40;

/** A card for each class: some at first, all where that is asked for, and of many those in sight. */
export function ClassList({ path, look, classes, isShown }: ClassListProps) {
  const box = useRef<HTMLDivElement>(null);
  const list = useId();
  const [isWhole, setWhole] = useState(false);
  const [search, setSearch] = useState('');
  const columns = Math.max(1, Math.floor((useWidth(box, 2 * cardWidth + gap) + gap) / (cardWidth + gap)));
  const atFirst = columns * rowsAtFirst;
  const found = useMemo(() => foundClasses(classes, isWhole ? search : ''), [classes, isWhole, search]);
  const listed = isWhole ? found : classes.slice(0, atFirst);
  const height = isShown ? cardHeight : textHeight;
  const rows = Math.ceil(listed.length / columns);
  const { first, end, scrolls } = useCardWindow(box, rows, height);
  const drawn = listed.slice(first * columns, end * columns);
  useWanted(path, look, isShown ? drawn.map(({ name }) => name) : []);
  return (
    <>
      {isWhole && classes.length >= searchedFrom && (
        <div className="class-tools">
          <SearchField label="Search classes by name" value={search} onChange={setSearch} />
          <span className="aside" role="status">
            {search.trim() === ''
              ? countText(classes.length, 'class', 'classes')
              : `${count(found.length)} of ${countText(classes.length, 'class', 'classes')}`}
          </span>
        </div>
      )}
      <div
        ref={box}
        className={scrolls ? 'class-box scrolls' : 'class-box'}
        {...(scrolls ? { tabIndex: 0, role: 'group', 'aria-label': 'Classes' } : {})}
      >
        <ul
          id={list}
          className="classes"
          aria-label="Classes"
          style={{
            gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
            gridAutoRows: `${height}px`,
            paddingTop: first * (height + gap),
            paddingBottom: Math.max(0, rows - end) * (height + gap),
          }}
        >
          {drawn.map((one, index) => (
            <ClassCard
              key={one.name}
              one={one}
              isShown={isShown}
              place={first * columns + index + 1}
              places={listed.length}
            />
          ))}
        </ul>
      </div>
      {classes.length > atFirst && (
        <div>
          <Button onPress={() => setWhole(!isWhole)}>
            {isWhole ? 'Show fewer classes' : `Show all ${countText(classes.length, 'class', 'classes')}`}
          </Button>
        </div>
      )}
    </>
  );
}

function foundClasses(classes: readonly PanelClass[], search: string): readonly PanelClass[] {
  const words = search.trim().toLowerCase();
  return words === '' ? classes : classes.filter(({ name }) => name.toLowerCase().includes(words));
}
