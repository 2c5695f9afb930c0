import { pathValue } from '../../domain/values.js';
import type { Entry, Library, LibraryBase } from '../library.js';
import { arrangementEntries } from './arrangement.js';
import { cellEntries, cellPath } from './cells.js';
import { creationEntries } from './creation.js';
import { cudnnEntries } from './cudnn.js';
import { datasetEntries } from './dataset.js';
import { layerEntries } from './layers.js';
import { lossEntries } from './losses.js';
import { mathEntries } from './math.js';
import { seq2seqEntries } from './seq2seq.js';
import { sessionEntries } from './session.js';
import { tensorMethodEntries } from './tensorMethods.js';
import { unrollingEntries } from './unrolling.js';

/** TensorFlow 1, and what of TensorFlow 2 is not Keras. */
export const tensorflowLibrary: Library = {
  entries: new Map<string, Entry>([
    ...creationEntries,
    ...mathEntries,
    ...arrangementEntries,
    ...cellEntries,
    ...cudnnEntries,
    ...seq2seqEntries,
    ...unrollingEntries,
    ...layerEntries,
    ...lossEntries,
    ...sessionEntries,
    ...datasetEntries,
    ...tensorMethodEntries,
    ['tensorflow.newaxis', { constant: { kind: 'none' } }],
    // A decorated function stays the function; with arguments it gives a decorator.
    ['tensorflow.function', ({ args }) => args[0]?.value ?? pathValue('tensorflow.function')],
  ]),
  aliases: [
    ['tensorflow.compat.v1', 'tensorflow'],
    ['tensorflow.compat.v2', 'tensorflow'],
    // They stand in contrib beside the cells.
    ...unrollingEntries.map(([path]) => [path.replace('tensorflow.nn', cellPath), path] as const),
    // Before 1.0 the unrolling functions and the cells stood in modules of their own.
    ['tensorflow.models.rnn.rnn_cell', cellPath],
    ['tensorflow.models.rnn.rnn', 'tensorflow.python.ops.rnn'],
    ['tensorflow.python.ops.rnn_cell_impl', cellPath],
    ['tensorflow.python.ops.rnn_cell', cellPath],
    ['tensorflow.contrib.rnn.python.ops.core_rnn_cell', cellPath],
    ['tensorflow.contrib.rnn.python.ops.rnn_cell', cellPath],
    ['tensorflow.python.ops.rnn.rnn', 'tensorflow.nn.static_rnn'],
    ['tensorflow.python.ops.rnn.bidirectional_rnn', 'tensorflow.nn.static_bidirectional_rnn'],
    ['tensorflow.python.ops.rnn.rnn_cell', cellPath],
    ['tensorflow.python.ops.rnn', 'tensorflow.nn'],
    ['tensorflow.nn.rnn', 'tensorflow.nn.static_rnn'],
    ['tensorflow.nn.bidirectional_rnn', 'tensorflow.nn.static_bidirectional_rnn'],
    ...['nn', 'models.rnn', 'contrib', 'python.ops'].flatMap((place) =>
      ['rnn_decoder', 'basic_rnn_seq2seq'].flatMap((name) =>
        ['seq2seq', 'legacy_seq2seq'].map(
          (module) => [`tensorflow.${place}.${module}.${name}`, `tensorflow.nn.${name}`] as const,
        ),
      ),
    ),
    ['tensorflow.contrib.rnn', cellPath],
    ['tensorflow.contrib.cudnn_rnn.CudnnCompatibleLSTMCell', `${cellPath}.CudnnCompatibleLSTMCell`],
    ['tensorflow.contrib.slim', 'tensorflow.contrib.layers'],
    ['tf_slim', 'tensorflow.contrib.layers'],
    ['tensorflow.math', 'tensorflow'],
    ['tensorflow.linalg.matmul', 'tensorflow.matmul'],
    ['tensorflow.linalg.einsum', 'tensorflow.einsum'],
    ['tensorflow.manip', 'tensorflow'],
    ['tensorflow.python.framework.ops', 'tensorflow'],
    ['tensorflow.contrib.data', 'tensorflow.data'],
  ],
  bases: new Map<string, LibraryBase>([
    [`${cellPath}.RNNCell`, { callMethod: 'call', framework: 'tensorflow1' }],
    ...['BasicRNNCell', 'BasicLSTMCell', 'LSTMCell', 'GRUCell', 'MultiRNNCell'].map(
      (name) =>
        [
          `${cellPath}.${name}`,
          { callMethod: 'call', framework: 'tensorflow1', parent: `${cellPath}.RNNCell` },
        ] as const,
    ),
  ]),
};
