import { sameSize } from '../../domain/sizes.js';
import type { Axis, Value } from '../../domain/values.js';
import type { Bound, Call, Entry } from '../library.js';
import { reportError } from '../shapeReports.js';
import { entriesUnder, withParameters } from '../tensorFunctions.js';
import { derived, shapeOf, tensorFrom } from '../tensorValues.js';

/** https://js.tensorflow.org/api/latest/#Training-Losses: each takes what is true first, and has one number. */
export const lossEntries: readonly [path: string, entry: Entry][] = entriesUnder('tfjs.losses', {
  absoluteDifference: loss('absoluteDifference', ['labels', 'predictions']),
  meanSquaredError: loss('meanSquaredError', ['labels', 'predictions']),
  hingeLoss: loss('hingeLoss', ['labels', 'predictions']),
  huberLoss: loss('huberLoss', ['labels', 'predictions']),
  logLoss: loss('logLoss', ['labels', 'predictions']),
  cosineDistance: loss('cosineDistance', ['labels', 'predictions', 'axis']),
  sigmoidCrossEntropy: loss('sigmoidCrossEntropy', ['multiClassLabels', 'logits']),
  softmaxCrossEntropy: loss('softmaxCrossEntropy', ['onehotLabels', 'logits']),
});

function loss(name: string, parameters: readonly [string, string, ...string[]]): Entry {
  return withParameters([...parameters, 'weights'], (call, bound) => lossOf(call, bound, name, parameters));
}

function lossOf(call: Call, bound: Bound, name: string, parameters: readonly [string, string, ...string[]]): Value {
  const [labels, output] = [parameters[0], parameters[1]].map((parameter) =>
    tensorFrom(bound.get(parameter)?.value, 'tfjs'),
  ) as [ReturnType<typeof tensorFrom>, ReturnType<typeof tensorFrom>];
  const isCertain = !labels.isAssumed && !output.isAssumed;
  if (isCertain && labels.axes && output.axes && differ(labels.axes, output.axes)) {
    const [left, right] = [labels.axes, output.axes].map((axes) =>
      shapeOf(axes)
        .map((size) => size ?? 'null')
        .join(','),
    );
    reportError(
      call,
      {
        code: 'target-shape',
        raises: `Error in ${name}:  Shapes ${left ?? ''} and ${right ?? ''} must match`,
        facts: { loss: name, output: shapeOf(output.axes), target: shapeOf(labels.axes) },
      },
      [labels, output],
    );
  }
  // How the losses of the samples are put together may be an option.
  return derived(call, 'tfjs', call.args.length > parameters.length ? null : [], [output], { dtype: 'float' });
}

function differ(left: readonly Axis[], right: readonly Axis[]): boolean {
  return (
    left.length !== right.length || left.some(({ size }, index) => sameSize(size, right[index]?.size ?? null) === false)
  );
}
