import type { Library } from './library.js';

/** Several libraries as one. */
export function mergeLibraries(libraries: readonly Library[]): Library {
  return {
    entries: new Map(libraries.flatMap(({ entries }) => [...entries])),
    bases: new Map(libraries.flatMap(({ bases }) => [...bases])),
    // The longest beginning is the most exact one.
    aliases: libraries.flatMap(({ aliases }) => aliases).toSorted(([a], [b]) => b.length - a.length),
  };
}
