import type { Axis } from '../../domain/values.js';

/**
 * What tf.js says of data that does not have the shape of a model's input or output. `fit` and `evaluate` word it
 * otherwise than `predict`. Null where a size of the data is not known. https://js.tensorflow.org/api/latest/#tf.LayersModel.fit
 */
export function dataWords(
  what: 'input' | 'target',
  method: 'fit' | 'predict',
  expected: readonly Axis[],
  given: readonly Axis[],
): string | null {
  if (!given.every(({ size }) => typeof size === 'number')) return null;
  // A vector of targets is taken for a column.
  const found = what === 'target' && given.length === 1 ? [...given, { size: 1, role: null }] : given;
  const name = `the ${what === 'input' ? 'input' : 'output'}`;
  const [own, other] = [sizes(expected.slice(1), ''), sizes(found, '')];
  if (expected.length !== found.length) {
    return method === 'fit'
      ? `Error when checking ${what}: expected ${name} to have ${expected.length} dimension(s). but got array with shape ${other}`
      : `Error when checking : expected ${name} to have ${expected.length} dimension(s), but got array with shape [${other}]`;
  }
  if (method === 'predict') {
    return `Error when checking : expected ${name} to have shape [null,${sizes(expected.slice(1), 'null')}] but got array with shape [${other}].`;
  }
  const samples = sizes(found.slice(0, 1), 'null');
  return `${what} expected a batch of elements where each example has shape [${own}] (i.e.,tensor shape [*,${own}]) but the ${what} received an input with ${samples} examples, each with shape [${sizes(found.slice(1), '')}] (tensor shape [${other}])`;
}

function sizes(axes: readonly Axis[], unknown: string): string {
  return axes.map(({ size }) => (typeof size === 'number' ? String(size) : unknown)).join(',');
}
