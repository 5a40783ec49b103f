import { createRoot } from 'react-dom/client';
import './styles/main.css';
import { Panel } from './panel';
import { passOnUndo } from './undo-keys';

const place = document.getElementById('panel');
if (place === null) throw new Error('The page has no element with the id "panel".');
passOnUndo();
createRoot(place).render(<Panel />);
