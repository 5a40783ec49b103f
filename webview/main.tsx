import { createRoot } from 'react-dom/client';
import './styles/main.css';
import { keepFocus } from './focus-kept';
import { Panel } from './panel';
import { passOnUndo } from './undo-keys';

const place = document.getElementById('panel');
if (place === null) throw new Error('The page has no element with the id "panel".');
passOnUndo();
keepFocus(place);
createRoot(place).render(<Panel />);
