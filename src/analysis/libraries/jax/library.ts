import { unknown } from '../../domain/values.js';
import type { Entry, Library, LibraryBase } from '../library.js';
import { arrayEntries } from '../numpy/library.js';
import { alike, entriesUnder, sameShape, withParameters } from '../tensorFunctions.js';
import { createTensor } from '../tensorOperations.js';
import { derived, sizeOfItem, tensorFrom } from '../tensorValues.js';
import { equinoxEntries } from './equinox.js';
import { flaxEntries, flaxLayers } from './flax.js';
import { haikuEntries } from './haiku.js';
import { transformEntries } from './transforms.js';

/** https://docs.jax.dev/en/latest/jax.random.html */
const drawn = (...parameters: string[]) =>
  withParameters(parameters, (call, bound) => {
    const shape = bound.get('shape')?.value;
    return shape ? createTensor(call, 'jax', shape) : derived(call, 'jax', []);
  });

const module: LibraryBase = { callMethod: '__call__', framework: 'jax' };

export const jaxLibrary: Library = {
  entries: new Map<string, Entry>([
    ...arrayEntries('jax', 'jax.numpy'),
    ...entriesUnder('jax.random', {
      ...alike('normal uniform randint truncated_normal', drawn('key', 'shape')),
      bernoulli: drawn('key', 'p', 'shape'),
    }),
    ...entriesUnder('jax.nn', {
      ...alike('relu gelu silu swish tanh sigmoid softmax log_softmax elu softplus leaky_relu', sameShape('jax')),
      one_hot: withParameters(['x', 'num_classes'], (call, bound) => {
        const ids = tensorFrom(bound.get('x')?.value, 'jax');
        const classes = sizeOfItem(bound.get('num_classes')?.value, call.evaluation);
        return derived(call, 'jax', ids.axes && [...ids.axes, classes], [ids], { dtype: 'float' });
      }),
    }),
    // What is compiled has the shapes of what is not.
    ['jax.jit', ({ args }) => args[0]?.value ?? unknown],
    ...flaxEntries,
    ...haikuEntries,
    ...equinoxEntries,
    ...transformEntries,
  ]),
  aliases: [
    ['flax.linen.recurrent', 'flax.linen'],
    ['dm_haiku', 'haiku'],
  ],
  bases: new Map<string, LibraryBase>([
    ['flax.linen.Module', module],
    ...flaxLayers.map((name): [string, LibraryBase] => [name, { ...module, parent: 'flax.linen.Module' }]),
    ['haiku.Module', module],
    ['equinox.Module', module],
  ]),
};
