import type { Framework, Span } from '../model.js';
import type { RuleReport } from './rules.js';
import type { Size } from './sizes.js';
import type { TensorValue, Value } from './values.js';

/**
 * What the evaluator writes down on its way, in the order in which the program runs. One constructor that runs twice
 * leaves two `LayerRecord`s of one span; `code.ts` joins them.
 */
export interface Records {
  readonly layers: LayerRecord[];
  readonly tensors: TensorRecord[];
  readonly problems: RuleReport[];
  /** Whether a recurrent layer was met at all, here or in an imported file. */
  hasRecurrent: boolean;
}

/** A layer, cell or unrolling that was constructed. */
export interface LayerRecord {
  readonly framework: Framework;
  /** The framework's own word: `LSTM`, `Linear`, `BasicRNNCell`, `dynamic_rnn`. */
  readonly kind: string;
  readonly isRecurrent: boolean;
  /** The constructor call. */
  readonly span: Span;
  /** What the source calls it (`self.lstm` is `lstm`); set when it is assigned, null until then. */
  name: string | null;
  /**
   * The framework's options by their camelCase names, as written or defaulted; sizes as values. `units` is always the
   * size of the hidden state and `inputSize` the number of features of one step.
   */
  readonly options: Record<string, Value>;
  /** They may become known when the layer is first called, as Keras builds it then. */
  weights: readonly WeightRecord[];
  /** The number of trainable numbers. */
  parameters: Size;
  readonly calls: CallRecord[];
}

export interface WeightRecord {
  readonly name: string;
  readonly shape: readonly Size[];
}

/** A place where a layer is applied. */
export interface CallRecord {
  readonly span: Span;
  readonly input: TensorValue | null;
  readonly output: TensorValue | null;
  readonly state: readonly TensorValue[];
}

/** A tensor that an expression gave. */
export interface TensorRecord {
  /** The variable that it was assigned to; null for a call in the middle of an expression. */
  readonly name: string | null;
  /** The variable where it is assigned, or the call. */
  readonly span: Span;
  /** As they were then: a method may change a tensor in its place. */
  readonly axes: TensorValue['axes'];
  readonly isAssumed: boolean;
}
