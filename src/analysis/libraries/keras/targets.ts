import { itemsOf, tensorOf, unknown, type Axis, type TensorValue, type Value } from '../../domain/values.js';
import type { Argument, Call } from '../library.js';
import { isOpenAxis } from '../openSizes.js';
import { fieldOf, layerOf, originOf, shapeOf } from './layer.js';
import { reportAt } from './layerChecks.js';
import { checkTarget, compiledLoss, lossOf } from './losses.js';
import { modelOutput, outputFor, tensorsOf, withBatch } from './modelParts.js';

/** Looks whether what a model is trained on goes with what it gives; false where it certainly, or most likely, does not. */
export function checkTargets(model: Value, data: Argument, target: Argument | undefined, call: Call): boolean {
  if (!target) return true;
  const output = outputOn(model, data.value, call);
  const loss = compiledLoss(model);
  if (output.kind === 'tensor') return checkOne(loss, output, target.value, call, target);
  const outputs = tensorsOf(output);
  if (!outputs || outputs.length < 2) return true;
  const names = (tensorsOf(modelOutput(model)) ?? []).map((one) => layerOf(originOf(one)?.layer)?.name ?? null);
  if (!checkCount(loss, outputs, target, call)) return false;
  if (call.evaluation.language === 'javascript') return true;
  return outputs.every((one, index) => {
    const [wanted, own] = [target.value, loss].map((value) => partOf(value, index, names));
    return !wanted || checkOne(own, one, wanted, call, target);
  });
}

function checkOne(loss: Value | undefined, output: TensorValue, target: Value, call: Call, at: Argument): boolean {
  const known = lossOf(loss);
  return !known || target.kind !== 'tensor' || checkTarget(known, output, target, call, at);
}

/** What one output is given of targets or losses: by its place, by its name, or what all of them are given. */
function partOf(value: Value | undefined, index: number, names: readonly (string | null)[]): Value | undefined {
  if (value?.kind === 'dict') return value.entries.get(names[index] ?? '');
  return value?.kind === 'list' || value?.kind === 'tuple' ? itemsOf(value)?.[index] : value;
}

/** A model of several outputs compares each of them with a target of its own. */
function checkCount(
  loss: Value | undefined,
  outputs: readonly TensorValue[],
  { value, valueSpan }: Argument,
  call: Call,
): boolean {
  const targets = tensorsOf(value)?.filter(({ axes, isAssumed }) => axes?.length && !isAssumed);
  const count = value.kind === 'tensor' ? 1 : (itemsOf(value)?.length ?? null);
  if (!isForAll(loss) || value.kind === 'dict' || count === null || targets?.length !== count) return true;
  if (count === outputs.length) return true;
  const [output, target] = [outputs, targets].map((tensors) => shapeOf(tensors[0]?.axes ?? []));
  const facts = {
    loss: 'Model',
    output: output ?? null,
    target: target ?? null,
    cause: 'count',
    expected: outputs.length,
    found: count,
  };
  const isScript = call.evaluation.language === 'javascript';
  const raises = isScript
    ? `The model target expects ${outputs.length} Tensor(s), but only received ${count}`
    : `y_true and y_pred have different structures.\ny_true: ${structure(count)}\ny_pred: ${structure(outputs.length)}`;
  reportAt(call, { code: 'target-shape', raises, facts }, { span: valueSpan ?? call.span, tensors: targets });
  return false;
}

/** Whether each output is known to have a loss: one of Keras' for all, or a list with one for each. */
function isForAll(loss: Value | undefined): boolean {
  const losses = loss?.kind === 'dict' ? [...loss.entries.values()] : loss && itemsOf(loss);
  return losses ? losses.length > 1 && losses.every((one) => lossOf(one) !== null) : lossOf(loss) !== null;
}

function structure(count: number): string {
  return count === 1 ? '*' : `(${Array.from({ length: count }, () => "'*'").join(', ')})`;
}

/** The output of a model for data: of an instance of the source's own class, what its `call` gives. */
export function outputOn(model: Value, data: Value, call: Call): Value {
  if (model.kind === 'instance' && fieldOf(model, 'output') === undefined) {
    // Some versions make columns of vectors before they train (`expand_1d` of TensorFlow 2.2's adapters).
    const isOpen = tensorsOf(data)?.some(({ axes }) => axes?.length === 1) ?? true;
    return isOpen ? unknown : call.evaluation.call(model, [data], call);
  }
  const output = modelOutput(model);
  if (output.kind !== 'tensor') {
    const isOpen = tensorsOf(output)?.some(({ isAssumed }) => isAssumed) ?? true;
    return isOpen ? unknown : outputFor(model, data, (axes) => tensorOf('keras', axes));
  }
  const batch = output.axes?.[0]?.size ?? null;
  const isOpen = output.axes?.map((item) => isOpenAxis(item, call.evaluation)) ?? [];
  const stillOpen = (item: Axis, index: number): Axis => (isOpen[index] ? { ...item, isOpen: true } : item);
  return outputFor(model, data, (axes) => withBatch({ ...output, axes: axes?.map(stillOpen) ?? null }, batch));
}
