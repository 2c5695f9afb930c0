import { sizeOf, unknownNamed, type Value } from '../../domain/values.js';
import type { Argument, Call } from '../library.js';
import { operationOf } from '../shapeReports.js';
import { typeName } from '../wrongTypes.js';
import type { Options } from './modules.js';
import { reportRule } from './reports.js';

/** What the constructors of recurrent layers and cells say of their arguments. */
export function checkRecurrentArguments(call: Call, options: Options): void {
  const layer = operationOf(call);
  const misplaced = checkPositions(call, layer);
  for (const name of ['input_size', 'hidden_size']) {
    const value = options.value(name);
    const type = typeName(value);
    if (type === null || value.kind === 'size' || value.kind === 'tensor') continue;
    // `hidden_dim / 2`, which was a whole number in Python 2. Cells fail in other words, which differ by version.
    const words = `${name} should be of type int, got: ${type}`;
    const found = value.kind === 'float' ? floatText(value.value) : `a ${type}`;
    reportInvalid(call, layer, name, found, layer.endsWith('Cell') ? null : words);
  }
  for (const name of ['hidden_size', 'num_layers']) {
    const size = options.size(name);
    if (typeof size !== 'number' || size > 0 || layer.endsWith('Cell')) continue;
    reportInvalid(call, layer, name, size, `${name} must be greater than zero`);
  }
  checkNonlinearity(call, layer, options);
  checkProjection(call, layer, options);
  if (!misplaced) checkDropout(call, layer, options);
}

function floatText(value: number | null): string {
  return value === null ? 'a float' : `${value}${Number.isInteger(value) ? '.0' : ''}`;
}

/**
 * Newer versions of `RNN` have `nonlinearity` as their fourth parameter, and older ones have it by its name only. A
 * string there is meant for it; the arguments after it stand one place further on.
 */
export function takeNonlinearity(call: Call): Call {
  const fourth = call.args[3];
  if (fourth?.value.kind !== 'string') return call;
  return { ...call, args: call.args.toSpliced(3, 1), keywords: new Map([...call.keywords, ['nonlinearity', fourth]]) };
}

/** `GRU(n, round(n * 0.8))`: a size of which nothing else is known goes by what is written there. */
export function withNamedSizes(call: Call): Call {
  const args = call.args.map((argument, index) => (index < 2 ? withNamedSize(call, argument) : argument));
  const keywords = new Map(call.keywords);
  for (const name of ['input_size', 'hidden_size']) {
    const argument = keywords.get(name);
    if (argument) keywords.set(name, withNamedSize(call, argument));
  }
  return { ...call, args, keywords };
}

function withNamedSize(call: Call, argument: Argument): Argument {
  const { value } = argument;
  if ((value.kind !== 'unknown' && value.kind !== 'size') || value.size !== null) return argument;
  const written = textOf(call, argument).replace(/^self\./, '');
  // Of several lines or many words nobody sees that it is a size.
  if (!/^[^\n=]{1,32}$/.test(written)) return argument;
  const size = call.evaluation.symbol(written);
  return { ...argument, value: unknownNamed(written, typeof size === 'object' ? size : null) };
}

function checkNonlinearity(call: Call, layer: string, options: Options): void {
  const name = options.text('nonlinearity');
  if (name === null || name === 'tanh' || name === 'relu') return;
  reportInvalid(call, layer, 'nonlinearity', name, `Unknown nonlinearity '${name}'. Select from 'tanh' or 'relu'.`);
}

function checkProjection(call: Call, layer: string, options: Options): void {
  const projected = options.size('proj_size');
  const hidden = options.size('hidden_size');
  if (typeof projected !== 'number' || projected <= 0) return;
  if (layer !== 'LSTM') {
    reportInvalid(call, layer, 'proj_size', projected, 'proj_size argument is only supported for LSTM, not RNN or GRU');
  } else if (typeof hidden === 'number' && projected >= hidden) {
    reportInvalid(call, layer, 'proj_size', projected, 'proj_size has to be smaller than hidden_size');
  }
}

function checkDropout(call: Call, layer: string, options: Options): void {
  const value = options.value('dropout');
  const dropout = numberOf(value);
  if (value.kind === 'boolean' || (dropout !== null && (dropout < 0 || dropout > 1))) {
    const words = 'dropout should be a number in range [0, 1] representing the probability of an element being zeroed';
    reportInvalid(call, layer, 'dropout', dropout ?? 'a boolean', words);
    return;
  }
  if (dropout === null || dropout === 0 || options.size('num_layers') !== 1) return;
  const layers = options.argument('num_layers');
  if (call.evaluation.isAssuming && layers && !/^\d+$/.test(textOf(call, layers))) return;
  reportRule(
    call,
    {
      code: 'dropout-one-layer',
      raises: `dropout option adds dropout after all but last recurrent layer, so non-zero dropout expects num_layers greater than 1, but got dropout=${dropout} and num_layers=1`,
      facts: { layer, dropout },
    },
    { severity: 'warning' },
  );
}

type Kind = 'integer' | 'boolean' | 'fraction' | 'text';

/** What kind of value each parameter takes. */
const kinds: Readonly<Record<string, Kind>> = {
  input_size: 'integer',
  hidden_size: 'integer',
  num_layers: 'integer',
  bias: 'boolean',
  batch_first: 'boolean',
  dropout: 'fraction',
  bidirectional: 'boolean',
  proj_size: 'integer',
};

/** Names of arguments that tell which parameter they are meant for. */
const names: readonly (readonly [RegExp, string])[] = [
  [/^_?(drop_?out|drop)(_?(rate|prob|p|ratio|probability))?$|^p_?drop(out)?$/i, 'dropout'],
  [/^_?(is_?)?(bi_?directional|bi_?dir)$/i, 'bidirectional'],
  [/^_?batch_?first$/i, 'batch_first'],
  [/^_?(num|n)_?(rnn_|lstm_|gru_)?layers$/i, 'num_layers'],
  [/^_?(use_?)?bias$/i, 'bias'],
];

/** Positional arguments that land in another parameter than meant; true where one did. */
function checkPositions(call: Call, layer: string): boolean {
  const parameters = layer.endsWith('Cell') ? cellOrder : sequenceOrder;
  let found = false;
  call.args.forEach((argument, index) => {
    const parameter = parameters[index];
    if (parameter === undefined || index < 2) return;
    const meant = meantFor(call, argument, parameter);
    if (meant === null) return;
    found = true;
    const isLast = index === call.args.length - 1;
    reportRule(
      call,
      {
        code: 'positional-argument',
        raises: parameter === 'bias' ? raisesOfBias(argument.value) : null,
        facts: { layer, parameter, found: textOf(call, argument), meant },
      },
      {
        severity: 'warning',
        span: argument.span ?? call.span,
        fix:
          isLast && argument.span && !call.keywords.has(meant)
            ? {
                action: { kind: 'write', text: `${meant}=${textOf(call, argument)}` },
                edits: [{ span: { start: argument.span.start, end: argument.span.start }, text: `${meant}=` }],
              }
            : null,
      },
    );
  });
  return found;
}

const sequenceOrder = ['input_size', 'hidden_size', 'num_layers', 'bias', 'batch_first', 'dropout', 'bidirectional'];
const cellOrder = ['input_size', 'hidden_size', 'bias', 'nonlinearity'];

/** The parameter that an argument is meant for; null where it stands where it should, as far as anybody can tell. */
function meantFor(call: Call, argument: Argument, parameter: string): string | null {
  const name = textOf(call, argument).split('.').at(-1)?.trim() ?? '';
  const named = names.find(([pattern]) => pattern.test(name))?.[1] ?? null;
  if (named !== null) return named === parameter ? null : named;
  const { value } = argument;
  switch (kinds[parameter]) {
    case 'boolean':
      if (value.kind === 'float') return 'dropout';
      return value.kind === 'size' && typeof value.size === 'number' && value.size > 1 ? 'num_layers' : null;
    case 'integer':
      if (value.kind === 'float') return value.value !== null && value.value < 1 ? 'dropout' : null;
      return value.kind === 'boolean' ? (parameter === 'num_layers' ? 'batch_first' : 'bidirectional') : null;
    case 'fraction':
      return value.kind === 'boolean' ? 'bidirectional' : null;
    default:
      return null;
  }
}

/** What PyTorch 2 says where the layer is made; PyTorch 1 fails when it runs, in other words. */
function raisesOfBias(value: Value): string | null {
  if (value.kind === 'float') return 'bias should be of type bool, got: float';
  return value.kind === 'size' && typeof value.size === 'number' ? 'bias should be of type bool, got: int' : null;
}

function textOf(call: Call, { valueSpan }: Argument): string {
  return valueSpan ? call.evaluation.textOf(valueSpan) : '';
}

function numberOf(value: Value): number | null {
  if (value.kind === 'float') return value.value;
  const size = sizeOf(value);
  return typeof size === 'number' ? size : null;
}

function reportInvalid(
  call: Call,
  layer: string,
  parameter: string,
  found: number | string,
  raises: string | null,
): void {
  reportRule(call, { code: 'invalid-argument', raises, facts: { layer, parameter, found } });
}
