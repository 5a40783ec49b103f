/**
 * Makes the pictures of the examples from npm packages: `npm run make-examples`. The same packages give the same
 * files.
 *
 *   examples/emoji-groups   six groups of Twemoji pictures: small, and similar to the base's pictures
 *   examples/digits         handwritten digits: small, and different from the base's pictures
 */
import { makeDigits } from './digits';
import { makeEmojiGroups } from './emoji-groups';

await makeEmojiGroups();
await makeDigits();
