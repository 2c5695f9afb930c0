/** Where in a network something is, in words. */
import { layerOf, type Sizes } from './choice.js';

/** The layer and the direction, as far as there are several: `, layer 1, backward`; else nothing. */
export function cellPlaceText(sizes: Sizes, { layer, direction }: { layer: number; direction: number }): string {
  return [
    ...(sizes.layers.length > 1 ? [`, layer ${layer}`] : []),
    ...(layerOf(sizes, layer).directions > 1 ? [direction === 0 ? ', forward' : ', backward'] : []),
  ].join('');
}
