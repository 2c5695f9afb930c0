import { unknown, type Value } from '../../domain/values.js';
import { bind, type LibraryFunction } from '../library.js';
import { axesFromShape } from '../tensorValues.js';
import { resultOf } from './layer.js';

/** `self.add_weight(shape=…)`: Keras 2 has the name first, Keras 3 the shape. https://keras.io/api/layers/base_layer/ */
export const addWeight: LibraryFunction = (call) => {
  const isNamed = call.args[0]?.value.kind === 'string';
  const bound = bind(call, isNamed ? ['name', 'shape'] : ['shape', 'initializer']);
  const shape: Value = bound.get('shape')?.value ?? unknown;
  return resultOf(call, shape.kind === 'none' ? [] : axesFromShape(shape, call.evaluation));
};
