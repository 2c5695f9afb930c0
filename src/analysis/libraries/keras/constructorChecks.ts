import { none, itemsOf } from '../../domain/values.js';
import type { Value } from '../../domain/values.js';
import type { Call } from '../library.js';
import { option, originOf, sizeOption, textOption, type Layer } from './layer.js';
import { reportAt } from './layerChecks.js';

/** `LSTM(32, True)`: the second parameter is the activation, and neither a number nor a truth is one. */
export function checkPositional(layer: Layer, call: Call): void {
  const argument = call.args[layer.kind.parameters.indexOf('activation')];
  const found = argument && literalWord(argument.value);
  if (!argument || found === null || found === undefined) return;
  const isTruth = argument.value.kind === 'boolean';
  reportAt(
    call,
    {
      code: 'positional-argument',
      raises: `Could not interpret activation function identifier: ${found}`,
      facts: {
        layer: layer.className,
        parameter: 'activation',
        found,
        meant: isTruth && layer.kind.isRecurrent ? 'return_sequences' : null,
      },
    },
    { span: argument.span ?? call.span },
  );
}

/**
 * `Attention([query, value])`, `Add([a, b])`: tensors belong into the brackets behind. Most layers keep what they
 * are given in this way without a word, and what comes of it is no tensor.
 */
export function checkNoTensors(layer: Layer, call: Call): void {
  const [first] = call.args;
  // Some look at what they are given by themselves.
  const isOpen = (layer.kind.check ?? checkSoftmax) === checkSoftmax && layer.className !== 'Merge';
  if (!first || !isOpen || call.evaluation.language === 'javascript') return;
  const items = first.value.kind === 'tensor' ? [first.value] : (itemsOf(first.value) ?? []);
  if (!items.some((item) => item.kind === 'tensor' && originOf(item) !== undefined)) return;
  const found = first.value.kind === 'tensor' ? 'a tensor' : `a ${first.value.kind} of tensors`;
  const [parameter = 'inputs'] = layer.kind.parameters;
  reportAt(
    call,
    { code: 'invalid-argument', raises: null, facts: { layer: layer.className, parameter, found } },
    { severity: 'warning', span: first.span ?? call.span },
  );
}

/** A recurrent layer is given its data, and its state, when it is called and not when it is made. */
export function checkCallArguments(layer: Layer, call: Call): void {
  if (!layer.kind.isRecurrent) return;
  refuseKeywords(layer, call, /^(inputs|initial_state|mask|training)$/, 'call');
  refuseKeywords(layer, call, /^(hidden_size|num_layers|batch_first|bidirectional|num_units)$/, 'other-library');
}

/** Keywords that the constructor does not have, for the reason that `cause` names. JavaScript's overlooks them. */
export function refuseKeywords({ className }: Layer, call: Call, names: RegExp, cause: string): void {
  if (call.evaluation.language === 'javascript') return;
  for (const [parameter, { span, valueSpan }] of call.keywords) {
    if (!names.test(parameter)) continue;
    const found = valueSpan ? call.evaluation.textOf(valueSpan) : '…';
    const facts = { layer: className, parameter, found, cause };
    const raises = unrecognised(className, parameter, found);
    reportAt(call, { code: 'invalid-argument', raises, facts }, { span: span ?? call.span });
  }
}

/** What Keras says of a keyword that a constructor does not have. */
export function unrecognised(className: string, keyword: string, value: string): string {
  return `Unrecognized keyword arguments passed to ${className}: {'${keyword}': ${value}}`;
}

/** Sizes that no layer can have. */
export function checkUnits(layer: Layer, call: Call): void {
  const [parameter] = layer.kind.parameters;
  if (parameter !== 'units' && parameter !== 'filters') return;
  const value = option(layer, parameter);
  const isScript = call.evaluation.language === 'javascript';
  const isLeftOut = isScript
    ? layer.given.value(parameter, none).kind === 'none'
    : parameter === 'units' && !layer.given.get(parameter) && !call.isOpen;
  if (isLeftOut) {
    const facts = { layer: layer.className, parameter, found: 'left out' };
    const words = `${layer.className}.__init__() missing 1 required positional argument: 'units'`;
    const raises = isScript ? scriptWords(parameter, 'undefined') : words;
    reportAt(call, { code: 'invalid-argument', raises, facts });
    return;
  }
  if (value.kind === 'tuple' && call.evaluation.language === 'python') {
    reportAt(call, {
      code: 'invalid-argument',
      raises: `'<=' not supported between instances of 'tuple' and 'int'`,
      facts: { layer: layer.className, parameter, found: 'a tuple' },
    });
    return;
  }
  const found =
    value.kind === 'size' || value.kind === 'float' ? (value.kind === 'size' ? value.size : value.value) : null;
  if (typeof found !== 'number' || (found > 0 && Number.isInteger(found))) return;
  reportAt(call, {
    code: 'invalid-argument',
    raises: isScript
      ? scriptWords(parameter, String(found))
      : `Received an invalid value for argument \`${parameter}\`, expected a positive integer, got ${found}.`,
    facts: { layer: layer.className, parameter, found },
  });
}

function scriptWords(parameter: string, found: string): string {
  return parameter === 'units'
    ? `Expected units to be a positive integer, but got ${found}.`
    : `Convolution layer expected config.${parameter} to be a 'number' > 0 but got ${found}`;
}

/** `padding='full'`, `padding=1`: windows go along an axis in one of a few ways, which have names. Keras 1 had more. */
export function checkPadding(layer: Layer, call: Call): void {
  const argument = layer.given.get('padding');
  const { parameters } = layer.kind;
  if (!argument || !['kernel_size', 'pool_size'].some((name) => parameters.includes(name))) return;
  const isScript = call.evaluation.language === 'javascript';
  const { value } = argument;
  const at = { span: argument.span ?? call.span };
  const facts = { layer: layer.className, parameter: 'padding' };
  if (isScript && value.kind === 'string' && value.value === 'causal' && layer.className === 'Conv1D') {
    const raises = 'The support for CAUSAL padding mode in conv1dWithBias is not implemented yet.';
    const found = "'causal', which tf.js cannot compute yet";
    reportAt(call, { code: 'invalid-argument', raises, facts: { ...facts, found } }, { ...at, severity: 'warning' });
    return;
  }
  const known = isScript ? /^(valid|same|causal)$/ : /^(valid|same|causal|full|half)$/i;
  const found = value.kind === 'string' ? value.value : literalWord(value);
  if (found === null || known.test(found)) return;
  const raises = isScript
    ? `${found} is not a valid PaddingMode.  Valid values are valid,same,causal or null/undefined.`
    : value.kind === 'string'
      ? `The \`padding\` argument must be a list/tuple or one of {"valid", "same", "causal"}. Received: ${found}`
      : `'${value.kind === 'boolean' ? 'bool' : 'int'}' object has no attribute 'lower'`;
  reportAt(call, { code: 'invalid-argument', raises, facts: { ...facts, found } }, at);
}

/** A number or a truth as Python writes it. */
function literalWord(value: Value): string | null {
  if (value.kind === 'boolean' && value.value !== null) return value.value ? 'True' : 'False';
  return value.kind === 'size' && typeof value.size === 'number' ? String(value.size) : null;
}

/** One unit with softmax gives 1 whatever it is given. */
export function checkSoftmax(layer: Layer, call: Call): void {
  if (textOption(layer, 'activation') !== 'softmax' || sizeOption(layer, 'units') !== 1) return;
  const facts = { layer: layer.className };
  reportAt(call, { code: 'softmax-of-one-unit', raises: null, facts }, { severity: 'warning' });
}
