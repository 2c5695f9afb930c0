import type { Fix, Severity, Shape, Span } from '../model.js';

/**
 * The rules for code. Each has a severity setting, a page in `docs/rules.md`, and its advice in `wording/rules.ts`.
 * `test/analysis/rules` has for each a program where it must fire and one where it must stay quiet.
 */
export const ruleCodes = [
  /** A recurrent layer got a tensor of the wrong rank. facts: layer, expected, found, shape, cause */
  'recurrent-input-rank',
  /** Another layer (Dense on 1-D data, TimeDistributed, RepeatVector, Conv1d …) got one. facts: layer, expected, found, shape */
  'layer-input-rank',
  /** The last axis is not the declared size. facts: layer, parameter, expected, found, shape, cause */
  'input-size',
  /** The sample count was written into input_shape. facts: samples, shape */
  'samples-in-input-shape',
  /** Features and steps are swapped. facts: expected, found */
  'swapped-axes',
  /** h0, c0 or initial_state has a wrong shape, rank, layer or direction count. facts: name, expected, found */
  'initial-state-shape',
  /** The state given to an LSTM is no pair, or the wrong way round. facts: layer, cause (order), given */
  'initial-state-pair',
  /** The state that a GRU or RNN returns is unpacked as a pair. facts: layer, state */
  'state-unpacked-as-pair',
  /**
   * Each step gets the same state, or a function returns the one that it was given. facts: cause (loop, step, returned), given
   */
  'state-not-carried',
  /** The names of an LSTM's two states stand in the other order. facts: cell, hidden */
  'states-swapped',
  /** A training loop gives a layer the state that it returned in the turn before, graph and all. facts: name */
  'state-not-detached',
  /** Of the outputs and states of several layers only those of the first layer are read. facts: name, layers */
  'state-of-first-layer',
  /** A tuple of tensors, like the one that a recurrent layer returns, is used as if it were one tensor. facts: use, count, cause */
  'tuple-as-tensor',
  /** A recurrent layer, whose output is a tuple, stands in a Sequential before another layer. facts: layer, next, cause */
  'recurrent-in-sequential',
  /** `outputs[-1]` takes the last sample, `outputs[:, :, -1]` the last unit, and not the last step. facts: shape, axis */
  'last-step-of-batch-major',
  /** `outputs[:, -1]` of what was packed and padded again is the padding of all sequences but the longest. facts: shape */
  'last-step-of-padded',
  /** A view or reshape makes one axis of parts of batch and time, or swaps them without transposing. facts: found, wanted */
  'reshape-mixes-axes',
  /** The data is batch-major and batch_first is missing, or the other way round. facts: layer, shape, cause */
  'batch-first',
  /** pad_sequence, pack_padded_sequence, pad_packed_sequence and the layer disagree. facts: name, layer */
  'batch-first-mismatch',
  /** The target's shape or the order of its rows does not go with the output's, or there is not one for each. facts: loss, output, target, cause */
  'target-shape',
  /** The number of classes does not go with the output's. facts: loss, classes, found */
  'class-count',
  /** Softmax over one unit gives 1 whatever it is given. facts: layer */
  'softmax-of-one-unit',
  /** A softmax over the samples of a batch or over one layer, or a log_softmax over the steps. facts: operation, axis, shape, over */
  'softmax-axis',
  /** Probabilities in a loss that takes scores or log-probabilities. facts: loss, wanted, shape, given */
  'softmax-before-loss',
  /** (N,) against (N, 1) in a loss, or in a difference with a layer's output, makes (N, N). facts: loss, output, target, result */
  'loss-broadcast',
  /**
   * Outputs of two directions are joined whose steps run in other orders, or one of them with itself; or their states are
   * named in another order. facts: layer, cause (backwards, reversed, twice, named), name
   */
  'joined-directions',
  /** One cell object several times: `[cell] * n`. facts: cell, count */
  'repeated-cell',
  /** A positional argument lands in another parameter than meant. facts: layer, parameter, found, meant */
  'positional-argument',
  /** Dropout between layers where there is one layer. facts: layer, dropout */
  'dropout-one-layer',
  /** stateful without a batch size, or with one that the data contradicts. facts: layer, batch, found */
  'stateful-batch',
  /** The window is longer than the series. facts: window, length */
  'window-longer-than-series',
  /** A matrix product whose inner sizes differ. facts: operation, left, right, expected, found */
  'matmul-shape',
  /** Tensors that cannot be joined. facts: operation, left, right, axis */
  'concat-shape',
  /** view, reshape, Reshape to another number of elements. facts: operation, shape, wanted, found, elements */
  'reshape-size',
  /** Shapes that do not broadcast. facts: operation, left, right */
  'broadcast-shape',
  /** An axis that the tensor does not have; or a new order that names another number of axes. facts: operation, axis, rank, shape, named */
  'axis-out-of-range',
  /** An index beyond the axis, or a place of an empty list (then without a shape). facts: index, size, shape */
  'index-out-of-range',
  /** A tuple of another length than the names that it is unpacked into. facts: expected, found */
  'unpack-count',
  /** The data given to fit, predict or a feed does not have the shape of the input. facts: name, expected, found */
  'data-shape',
  /** Numbers of another type than what reads them takes. facts: operation, name, expected, found, cast, cause */
  'wrong-dtype',
  /**
   * A size that the framework refuses: zero units, heads that do not divide; or a keyword that it does not have, then
   * with the one that is `meant`. facts: layer, parameter, found, meant
   */
  'invalid-argument',
  /**
   * A function, a class or an instance of the program gets other arguments than it takes. facts: callee, cause
   * (missing, extra, unknown, twice, self, none), names, meant
   */
  'wrong-arguments',
  /** An object of the program does not have what is read from it. facts: type, name, cause (waiting, call, forward), method, meant */
  'missing-attribute',
  /**
   * Something is done with a value of a type that does not take it. facts: use, type, cause (attribute, index, slice, method,
   * call, loop, unpack, operand, size, array, list, tensors)
   */
  'value-type',
  /** A module gets its layers before nn.Module has made it ready. facts: type, name */
  'missing-super-init',
  /** What a function without a `return` gives is used, or what works in place (then the cause). facts: callee, use, cause */
  'missing-return',
] as const;

export type RuleCode = (typeof ruleCodes)[number];

/** Of these the framework speaks in a warning, and goes on. */
export const onlyWarnings: ReadonlySet<RuleCode> = new Set(['dropout-one-layer']);

export type Facts = Readonly<Record<string, Shape | number | string | null>>;

export interface RuleDetail {
  readonly code: RuleCode;
  /** What the framework itself says when this runs, filled in; null where it says nothing and goes on. */
  readonly raises: string | null;
  /** The numbers and names of the case, for the sentence that says what to do. */
  readonly facts: Facts;
}

/** A problem as the library tables report it. An error fails whenever the line runs; all else is at most a warning. */
export interface RuleReport extends RuleDetail {
  readonly severity: Severity;
  readonly span: Span;
  readonly fixes: readonly Fix[];
  readonly related: readonly RelatedPlace[];
}

/** A place that explains a problem: where the shape came from, where the layer was made. */
export interface RelatedPlace {
  readonly span: Span;
  readonly what: 'shape-from' | 'layer-made' | 'size-from' | 'defined';
  readonly shape: Shape | null;
}
