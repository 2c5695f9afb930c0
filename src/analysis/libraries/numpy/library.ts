import { floatValue, none, type TensorLibrary } from '../../domain/values.js';
import type { Entry, Library } from '../library.js';
import { entriesUnder } from '../tensorFunctions.js';
import { arrangementFunctions } from './arrangement.js';
import { creationEntries, randomEntries } from './creation.js';
import { mathFunctions } from './math.js';
import { methodEntries } from './methods.js';
import { windowEntries } from './windows.js';

export const numpyLibrary: Library = {
  entries: new Map<string, Entry>([...arrayEntries('numpy', 'numpy'), ...randomEntries(), ...windowEntries]),
  aliases: [
    ['numpy.core.multiarray', 'numpy'],
    ['numpy.random.mtrand', 'numpy.random'],
  ],
  bases: new Map(),
};

/** The functions that every array library of NumPy's kind has, and the methods of its arrays. */
export function arrayEntries(library: TensorLibrary, path: string): [string, Entry][] {
  return [
    ...creationEntries(library, path),
    ...entriesUnder(path, { ...mathFunctions(library), ...arrangementFunctions(library) }),
    ...methodEntries(library),
    ...entriesUnder(path, {
      newaxis: { constant: none },
      pi: { constant: floatValue(Math.PI) },
      e: { constant: floatValue(Math.E) },
      inf: { constant: floatValue(Number.POSITIVE_INFINITY) },
      nan: { constant: floatValue(null) },
    }),
  ];
}
