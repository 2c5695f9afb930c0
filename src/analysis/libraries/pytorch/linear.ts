import type { WeightRecord } from '../../domain/records.js';
import { sameSize, sizeText, type Size } from '../../domain/sizes.js';
import { booleanValue, type TensorValue, type Value } from '../../domain/values.js';
import { product } from '../axes/reshape.js';
import type { Call } from '../library.js';
import { shapeOf } from '../tensorValues.js';
import { checkLastUnit } from '../lastUnit.js';
import type { Applied, ModuleKind, Options } from './modules.js';
import { causeOf, differs } from './recurrent.js';
import { reportRule, sizeFix } from './reports.js';
import { lastAxis, result, withLast, withMore } from './tensors.js';

/** https://pytorch.org/docs/stable/nn.html#linear-layers and #sparse-layers */
export const linearKinds: Readonly<Record<string, ModuleKind>> = {
  Linear: {
    parameters: ['in_features', 'out_features', 'bias', 'device', 'dtype'],
    defaults: { bias: booleanValue(true) },
    weights: (options) => [
      { name: 'weight', shape: [options.size('out_features'), options.size('in_features')] },
      ...biasOf(options, options.size('out_features')),
    ],
    forward(applied) {
      const { call, options, input } = applied;
      const other = otherWeight(applied);
      if (other) return linearFunction(call, input, other);
      checkLinear(applied);
      return withLast(call, input, options.size('out_features'), isOneByDefault(applied) ? null : 'features');
    },
  },
  LazyLinear: {
    parameters: ['out_features', 'bias'],
    defaults: { bias: booleanValue(true) },
    weights: () => null,
    forward: ({ call, options, input }) => withLast(call, input, options.size('out_features'), 'features'),
  },
  Bilinear: {
    parameters: ['in1_features', 'in2_features', 'out_features', 'bias'],
    defaults: { bias: booleanValue(true) },
    weights: (options) => [
      {
        name: 'weight',
        shape: [options.size('out_features'), options.size('in1_features'), options.size('in2_features')],
      },
      ...biasOf(options, options.size('out_features')),
    ],
    inputs: ['input1', 'input2'],
    forward(applied) {
      const { call, options, input, get } = applied;
      const other = get('input2');
      const inputs: [string, TensorValue][] = [['in1_features', input]];
      if (other?.kind === 'tensor') inputs.push(['in2_features', other]);
      for (const [index, [parameter, tensor]] of inputs.entries()) {
        const last = lastAxis(tensor);
        if (!last || sameSize(last.size, options.size(parameter)) !== false) continue;
        const [found, expected] = [sizeText(last.size), sizeText(options.size(parameter))];
        const words = `bilinear(): input${index + 1} size does not match weight size: got ${String(found)} but expected ${String(expected)}`;
        reportSize(applied, parameter, tensor, words);
      }
      return withLast(call, input, options.size('out_features'), 'features');
    },
  },
  Embedding: {
    parameters: [
      'num_embeddings',
      'embedding_dim',
      'padding_idx',
      'max_norm',
      'norm_type',
      'scale_grad_by_freq',
      'sparse',
      '_weight',
    ],
    weights: (options) => [{ name: 'weight', shape: [options.size('num_embeddings'), options.size('embedding_dim')] }],
    forward: ({ call, options, input }) => withMore(call, input, options.size('embedding_dim'), 'features'),
  },
};

/** The one unit of `nn.Linear(64, num_classes)` where nobody is seen to call what has `num_classes=1`. */
function isOneByDefault({ call: { evaluation }, options }: Applied): boolean {
  if (!evaluation.isAssuming || options.size('out_features') !== 1) return false;
  const { valueSpan = null } = options.argument('out_features') ?? {};
  return valueSpan !== null && !/^\d+$/.test(evaluation.textOf(valueSpan));
}

/** What `decoder.weight = encoder.weight` gave the layer, where it certainly reads another size than the layer was made for. */
function otherWeight({ options, self }: Applied): TensorValue | null {
  const weight = self.fields.get('weight');
  const inner = weight?.kind === 'tensor' && weight.axes?.length === 2 ? weight.axes[1]! : null;
  if (weight?.kind !== 'tensor' || !inner) return null;
  return sameSize(inner.size, options.size('in_features')) === false ? weight : null;
}

/** `x · W` with the last axis of `x`: the words and the case are the same for layer and function. */
function checkLinear(applied: Applied): void {
  const { options, input } = applied;
  const last = lastAxis(input);
  const expected = options.size('in_features');
  if (!last || !differs(last, expected)) {
    checkLastUnit(applied.call, input);
    return;
  }
  reportSize(applied, 'in_features', input, linearWords(input, last.size, expected, options.size('out_features')));
}

/** All axes but the last count as one. */
export function linearWords(input: TensorValue, last: Size, inner: Size, outer: Size): string | null {
  if (!input.axes || input.isAssumed) return null;
  const rows = product(input.axes.slice(0, -1).map(({ size }) => size));
  const texts = [rows, last, inner, outer].map((size) => String(sizeText(size) ?? '?'));
  return `mat1 and mat2 shapes cannot be multiplied (${texts[0]}x${texts[1]} and ${texts[2]}x${texts[3]})`;
}

/** The last axis of `tensor` is not what the layer was made for. */
export function reportSize(applied: Applied, parameter: string, tensor: TensorValue, raises: string | null): void {
  const { call, kind, options, layer } = applied;
  const last = lastAxis(tensor);
  if (!last) return;
  const expected = options.size(parameter);
  reportRule(
    call,
    {
      code: 'input-size',
      raises,
      facts: {
        layer: kind,
        parameter,
        expected: sizeText(expected),
        found: sizeText(last.size),
        shape: tensor.axes && shapeOf(tensor.axes),
        cause: causeOf(last, expected),
      },
    },
    {
      tensors: [tensor],
      layer,
      fix: sizeFix(
        call.evaluation,
        options.argument(parameter),
        parameter,
        expected,
        last.size,
        causeOf(last, expected),
      ),
    },
  );
}

/** `F.linear(x, weight)` */
export function linearFunction(call: Call, input: TensorValue, weight: Value | undefined): TensorValue {
  const axes = weight?.kind === 'tensor' ? weight.axes : null;
  const [outer, inner] = axes?.length === 2 ? axes : [];
  // A vector as weight leaves no axis of units.
  if (axes?.length === 1) return result(call, input.axes?.slice(0, -1) ?? null, [input]);
  const last = lastAxis(input);
  if (outer && inner && last && sameSize(last.size, inner.size) === false) {
    reportRule(
      call,
      {
        code: 'matmul-shape',
        raises: linearWords(input, last.size, inner.size, outer.size),
        facts: {
          operation: 'linear',
          left: input.axes && shapeOf(input.axes),
          right: shapeOf([inner, outer]),
          expected: sizeText(last.size),
          found: sizeText(inner.size),
        },
      },
      { tensors: [input] },
    );
  }
  return withLast(call, input, outer?.size ?? null, 'features');
}

export function biasOf(options: Options, size: Size): WeightRecord[] {
  const hasBias = options.truth('bias');
  return hasBias === false ? [] : [{ name: 'bias', shape: [hasBias ? size : null] }];
}
