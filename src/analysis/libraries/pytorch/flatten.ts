import { divideExactly, sameSize, sizeText, type Size } from '../../domain/sizes.js';
import { axis, sizeOf, sizeValue, type TensorValue, type Value } from '../../domain/values.js';
import { normalIndex } from '../axes/arrange.js';
import { flattenAxes, product } from '../axes/reshape.js';
import type { Call } from '../library.js';
import { reportAxis } from '../shapeReports.js';
import { shapeOf, sizesFromValue } from '../tensorValues.js';
import type { ModuleKind } from './modules.js';
import { listText, reportRule } from './reports.js';
import { result } from './tensors.js';

/** https://pytorch.org/docs/stable/generated/torch.nn.Flatten.html (and Unflatten) */
export const flattenKinds: Readonly<Record<string, ModuleKind>> = {
  Flatten: {
    parameters: ['start_dim', 'end_dim'],
    defaults: { start_dim: sizeValue(1), end_dim: sizeValue(-1) },
    forward: ({ call, input, options }) => flattened(call, input, options.size('start_dim'), options.size('end_dim')),
  },
  Unflatten: {
    parameters: ['dim', 'unflattened_size'],
    forward: ({ call, input, options }) =>
      unflattened(call, input, options.value('dim'), options.value('unflattened_size')),
  },
};

export function flattened(call: Call, tensor: TensorValue, start: Size, end: Size): TensorValue {
  if (!tensor.axes || typeof start !== 'number' || typeof end !== 'number') return result(call, null, [tensor]);
  const missing = [start, end].find((index) => normalIndex(index, tensor.axes!.length) === null);
  if (missing !== undefined && tensor.axes.length > 0) reportAxis(call, 'torch', tensor, missing);
  return result(call, flattenAxes(tensor.axes, start, end), [tensor]);
}

export function unflattened(call: Call, tensor: TensorValue, along: Value, sizes: Value): TensorValue {
  const { axes } = tensor;
  const wanted = sizesFromValue(sizes, call.evaluation);
  const number = sizeOf(along);
  const index = axes && typeof number === 'number' ? normalIndex(number, axes.length) : null;
  if (!axes || !wanted || index === null) return result(call, null, [tensor]);
  const known = product(wanted.filter((size) => size !== -1));
  const whole = axes[index]!.size;
  const rest = divideExactly(whole, known);
  const isOpen = wanted.includes(-1);
  const isWrong = isOpen
    ? typeof whole === 'number' && typeof known === 'number' && whole % known !== 0
    : sameSize(whole, known) === false;
  if (isWrong && !tensor.isAssumed) {
    const sizes = listText(wanted.map(sizeText));
    const raises = `unflatten: Provided sizes ${sizes} don't multiply up to the size of dim ${index} (${String(sizeText(whole))}) in the input tensor`;
    const facts = { shape: shapeOf(axes), elements: sizeText(whole), wanted: wanted.map(sizeText) };
    reportRule(call, { code: 'reshape-size', raises, facts }, { tensors: [tensor] });
    return result(call, null, [tensor]);
  }
  const parts = wanted.map((size) => axis(size === -1 ? rest : size));
  return result(call, [...axes.slice(0, index), ...parts, ...axes.slice(index + 1)], [tensor]);
}
