// npm run bench:advice: does following the measured advice cost less accuracy than the rule of thumb? Every plan of a grid is
// trained as the truth (an hour of one core; what was trained is kept in bench/.advice and gone on with), then advice and rules
// are scored against it.
import { benchEngines, trainAll } from './trials';

const engines = await benchEngines();
await trainAll(engines);
