import { isJoined } from '../../domain/joined.js';
import type { TensorValue, Value } from '../../domain/values.js';
import type { Call } from '../library.js';
import { fieldOf, layerOf, madeOf, originOf } from './layer.js';
import { reportAt } from './layerChecks.js';
import { modelInput, modelOutput, tensorsOf } from './modelParts.js';

/**
 * An input that goes through recurrent layers and on to no output, like the one of an encoder whose state no decoder is
 * given: neither is what it says heeded nor are its layers trained. Inputs that only a loss reads go through none.
 */
export function checkUsed(model: Value, call: Call): void {
  const inputs = tensorsOf(fieldOf(model, '#declared') && modelInput(model)) ?? [];
  const outputs = tensorsOf(modelOutput(model));
  if (inputs.length < 2 || !outputs || fieldOf(model, '#added') || call.evaluation.language !== 'python') return;
  const reached = new Set(outputs);
  for (const tensor of reached) {
    const origin = originOf(tensor);
    // Where it came from is not known: it may be from anywhere.
    const isEnd = origin?.inputs.length === 0 && origin.name === undefined;
    if (!origin || origin.isOpen || isEnd || isJoined(tensor)) return;
    for (const before of [...origin.inputs, ...(origin.also ?? [])]) reached.add(before);
  }
  const unused = inputs.find((input) => !reached.has(input) && goesThroughTime(input));
  if (!unused) return;
  const name = originOf(unused)?.name ?? null;
  const facts = { layer: 'Model', parameter: 'inputs', found: name, cause: 'unused-input' };
  reportAt(call, { code: 'invalid-argument', raises: null, facts }, { severity: 'warning', tensors: [unused] });
}

function goesThroughTime(input: TensorValue): boolean {
  const after = new Set([input]);
  for (const tensor of after) for (const made of madeOf(tensor)) after.add(made);
  return [...after].some((tensor) => layerOf(originOf(tensor)?.layer)?.kind.isRecurrent === true);
}
