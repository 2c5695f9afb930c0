import type { Library } from '../library.js';
import { arrayEntries } from './arrays.js';
import { numberEntries } from './numbers.js';
import { objectEntries } from './objects.js';
import { stringEntries } from './strings.js';

/**
 * What JavaScript itself has, as far as sizes follow from it: `javascript.Math.floor`, `javascript.Array.map` for the
 * method of arrays and typed arrays, `javascript.String.split` for that of texts.
 */
export const javascriptLibrary: Library = {
  entries: new Map([...numberEntries, ...arrayEntries, ...stringEntries, ...objectEntries]),
  aliases: [
    ['javascript.window', 'javascript'],
    ['javascript.globalThis', 'javascript'],
  ],
  bases: new Map(),
};
