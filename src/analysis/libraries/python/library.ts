import type { Entry, Library } from '../library.js';
import { builtinEntries } from './builtins.js';
import { containerEntries } from './containers.js';
import { iterableEntries } from './iterables.js';
import { mathEntries } from './math.js';
import { methodEntries } from './methods.js';
import { optionEntries } from './options.js';

/** Python's builtins and its standard library, as far as sizes follow from them. */
export const pythonLibrary: Library = {
  entries: new Map<string, Entry>([
    ...builtinEntries,
    ...iterableEntries,
    ...methodEntries,
    ...mathEntries,
    ...optionEntries,
    ...containerEntries,
  ]),
  aliases: [
    ['tensorflow.compat.v1.app.flags', 'absl.flags'],
    ['tensorflow.compat.v1.flags', 'absl.flags'],
    ['tensorflow.app.flags', 'absl.flags'],
    ['tensorflow.flags', 'absl.flags'],
    ['tensorflow.app', 'absl.app'],
    ['absl.app.flags', 'absl.flags'],
    ['tqdm.auto', 'tqdm'],
    ['tqdm.autonotebook', 'tqdm'],
    ['tqdm.notebook', 'tqdm'],
    ['tqdm.rich', 'tqdm'],
    ['tqdm.std', 'tqdm'],
    ['typing.OrderedDict', 'collections.OrderedDict'],
    ['six.moves.range', 'builtins.range'],
    ['six.moves.xrange', 'builtins.range'],
    ['builtins.xrange', 'builtins.range'],
  ],
  bases: new Map(),
};
