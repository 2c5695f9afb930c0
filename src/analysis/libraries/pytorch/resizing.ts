import { multiplySizes } from '../../domain/sizes.js';
import { axis, none, type TensorValue, type Value } from '../../domain/values.js';
import type { Call, Entry } from '../library.js';
import { sizesFromValue } from '../tensorValues.js';
import type { ModuleKind } from './modules.js';
import { operation } from './operation.js';
import { result } from './tensors.js';

/** https://pytorch.org/docs/stable/generated/torch.nn.functional.interpolate.html */
export const resizingEntries: [string, Entry][] = [
  [
    'torch.nn.functional.interpolate',
    operation(['size', 'scale_factor'], ({ call, x, value }) =>
      resized(call, x, value('size'), call.isOpen ? null : value('scale_factor')),
    ),
  ],
];

/** https://pytorch.org/docs/stable/generated/torch.nn.Upsample.html */
export const resizingKinds: Readonly<Record<string, ModuleKind>> = {
  Upsample: {
    parameters: ['size', 'scale_factor', 'mode', 'align_corners'],
    defaults: { size: none, scale_factor: none },
    forward: ({ call, input, options }) => resized(call, input, options.value('size'), options.value('scale_factor')),
  },
};

/** The axes after batch and channels get new lengths: `size`, or as many times `scale`. */
function resized(call: Call, input: TensorValue, size: Value, scale: Value | null): TensorValue {
  const isScaled = scale?.kind !== 'none';
  const given = isScaled ? sizesFromValue(scale ?? undefined) : sizesFromValue(size, call.evaluation);
  const axes = input.axes?.map((own, index) => {
    if (index < 2) return own;
    const number = given?.[given.length === 1 ? 0 : index - 2] ?? null;
    return axis(isScaled ? multiplySizes(own.size, number) : number, own.role);
  });
  return result(call, axes ?? null, [input]);
}
