/**
 * What the analysis finds in a text: networks, their layers and shapes, and problems.
 *
 * Everything here is plain data. Places are UTF-16 offsets into the analysed text (`Span`); lines and
 * columns, sentences for people and VS Code's own types are made at the edge (`src/wording`, `src/editor`,
 * `src/cli.ts`).
 */

import type { RelatedPlace, RuleDetail } from './domain/rules.js';
import type { Role } from './domain/values.js';
import type { Activation as GateActivation, Biases } from '../engine/network.js';

/** A stretch of the source text: UTF-16 offsets, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** One axis: its length, a symbol (`"batch"`, or the source's own name), or null where it is unknown. */
export type Dim = number | string | null;

/** A tensor's shape, outermost axis first. */
export type Shape = readonly Dim[];

export type LanguageId = 'json' | 'typescript' | 'python';

export type Framework = 'config' | 'keras' | 'pytorch' | 'tensorflow1' | 'tfjs' | 'keras-json' | 'jax';

export interface WeightShape {
  readonly name: string;
  readonly shape: Shape;
}

/** A place where a layer is applied to a tensor. */
export interface Call {
  readonly span: Span;
  readonly input: Shape | null;
  readonly output: Shape | null;
  readonly state: readonly Shape[];
}

/** One layer of a network. `span` is where it is constructed. */
export interface Layer {
  readonly name: string;
  /** The framework's own word for it; Keras words for configs: `SimpleRNN`, `LSTM`, `GRU`. */
  readonly kind: string;
  readonly span: Span;
  readonly input: Shape | null;
  readonly output: Shape | null;
  readonly state: readonly Shape[];
  readonly options: Readonly<Record<string, number | string | boolean | null>>;
  readonly weights: readonly WeightShape[];
  /** The number of trainable numbers; null where a size is unknown. */
  readonly parameters: number | null;
  readonly calls: readonly Call[];
}

/** A tensor whose shape is known, at a place of the source. */
export interface ShapedPlace {
  /** The variable where it is assigned, or the call that gave it. */
  readonly span: Span;
  readonly shape: Shape;
  /** What each axis stands for, where that is known. */
  readonly roles: readonly (Role | null)[];
  /** The rank is what is usual, not what follows from the source: nobody calls this `forward`. */
  readonly isAssumed: boolean;
}

/** A variable whose shape is known, where it is assigned. */
export interface NamedTensor extends ShapedPlace {
  readonly name: string;
}

/** A name that stands for a size where it is used, and where it got its value: `hidden` is 128, from line 12. */
export interface NamedSize {
  readonly span: Span;
  readonly name: string;
  readonly size: number | string;
  /** Where it was given that value; null for what the source does not give. */
  readonly from: Span | null;
}

export interface Network {
  readonly name: string;
  readonly framework: Framework;
  /** The whole network; for a config, its object from `{` to `}`. */
  readonly span: Span;
  /** What a person would call its name in the source: the key or variable, else the opening brace. */
  readonly nameSpan: Span;
  readonly layers: readonly Layer[];
  /** Present for networks written as a config. */
  readonly config: Config | null;
}

/** The fields of a config by their canonical names; see the README's table of spellings. */
export const configFields = [
  'batch',
  'steps',
  'features',
  'rnn_size',
  'cell',
  'activation',
  'output_size',
  'output',
  'num_layers',
  'bidirectional',
  'return_sequences',
  'seed',
  'inputs',
  'series',
  'stride',
  'initial_state',
  'weights',
] as const;

export type FieldName = (typeof configFields)[number];

/** The fields that are sizes: each must be a positive integer. */
export type SizeField = 'batch' | 'steps' | 'features' | 'rnn_size' | 'output_size' | 'num_layers' | 'stride';

export interface ConfigField {
  readonly name: FieldName;
  /** As the source spells it: `hidden_size` for `rnn_size`. */
  readonly spelling: string;
  readonly keySpan: Span;
  readonly valueSpan: Span;
}

export const cells = ['simple_rnn', 'lstm', 'gru'] as const;
export type Cell = (typeof cells)[number];

export const activations = ['tanh', 'relu', 'sigmoid', 'linear'] as const;
export type Activation = (typeof activations)[number];

/** Numbers written in the source, or read from a file. `data` is null where an element is not known. */
export interface ArrayValue {
  readonly shape: readonly number[];
  /** Row-major. */
  readonly data: Float32Array | null;
  readonly span: Span;
}

/** A file that a config names, relative to the config's own folder. */
export interface FileReference {
  readonly path: string;
  /** The column of a CSV file: its header's word or its 0-based number; null is the only or first one. */
  readonly column: string | number | null;
  readonly span: Span;
}

export type DataSource =
  { readonly from: 'source'; readonly array: ArrayValue } | { readonly from: 'file'; readonly file: FileReference };

export type WeightName = 'i_w' | 'i_b' | 'h_w' | 'h_b' | 'o_w' | 'o_b';

/** The weights of one direction of one layer, as written. */
export interface WeightSet {
  readonly layer: number;
  /** null: written for the layer as a whole, which is its forward direction. */
  readonly direction: 'forward' | 'backward' | null;
  /** Where it stands: `weights[1].forward`. */
  readonly path: string;
  readonly arrays: Readonly<Partial<Record<WeightName, ArrayValue>>>;
}

export type WeightsSource = (
  | { readonly from: 'source'; readonly sets: readonly WeightSet[] }
  | { readonly from: 'file'; readonly file: FileReference }
) & {
  /** Whether o_w stands in it, whichever layer it follows. False of a file that is not read yet. */
  readonly hasOutputKernel: boolean;
};

/** A config as written, with the defaults filled in. A `Dim` that is a string is a size known by name only. */
export interface Config {
  readonly fields: readonly ConfigField[];
  /** Written for RNN Lens, by its words; a config that only looks like it is another tool's, and left in peace. */
  readonly isOurs: boolean;
  readonly batch: Dim;
  readonly steps: Dim;
  readonly features: Dim;
  readonly units: Dim;
  readonly outputSize: Dim;
  readonly cell: Cell | null;
  readonly activation: Activation | null;
  /** Of the gates: frameworks differ, configs have the sigmoid. */
  readonly recurrentActivation: GateActivation;
  /** GRU: the reset gate scales h·U + b (true: PyTorch, Keras, cuDNN) or h itself (false: TensorFlow 1, TensorFlow.js). */
  readonly resetAfter: boolean;
  /** i_b and h_b (the lecture, PyTorch), i_b alone (Keras, TensorFlow 1 and TensorFlow.js, but for a GRU with reset after), or none. */
  readonly biases: Biases;
  /** `Output_t = S_t`, without o_w and o_b. */
  readonly outputIsState: boolean;
  readonly numLayers: Dim;
  readonly bidirectional: boolean | null;
  readonly returnSequences: boolean | null;
  readonly seed: number;
  readonly stride: number;
  readonly inputs: DataSource | null;
  readonly series: DataSource | null;
  readonly initialState: DataSource | null;
  readonly weights: WeightsSource | null;
  /** What is given and does not follow from the text, of the fields that have no unknown of their own: `seed`. */
  readonly notKnown: readonly string[];
}

export type Severity = 'error' | 'warning' | 'info';

/** A change of the text that is certain to be right, and what it does. */
export interface Fix {
  readonly action:
    | { readonly kind: 'replace'; readonly text: string }
    | { readonly kind: 'remove-duplicate'; readonly key: string }
    | { readonly kind: 'set-size'; readonly key: string; readonly text: string }
    /** In code: what the line then says, `return_sequences=True`. */
    | { readonly kind: 'write'; readonly text: string };
  readonly edits: readonly { readonly span: Span; readonly text: string }[];
}

/** What is wrong, as data; `src/wording/problems.ts` says it in words. */
export type ProblemDetail =
  | { readonly code: 'invalid-size'; readonly field: string; readonly found: string }
  | { readonly code: 'wrong-type'; readonly field: string; readonly expected: string; readonly found: string }
  | {
      readonly code: 'unknown-value';
      readonly field: string;
      readonly allowed: readonly string[];
      readonly found: string;
    }
  | { readonly code: 'missing-field'; readonly fields: readonly string[] }
  | { readonly code: 'unknown-field'; readonly key: string; readonly near: string }
  | { readonly code: 'duplicate-key'; readonly key: string; readonly other: string }
  | { readonly code: 'shape-mismatch'; readonly field: string; readonly expected: Shape; readonly found: Shape }
  | {
      readonly code: 'ragged-array';
      readonly field: string;
      readonly index: readonly number[];
      readonly expected: string;
      readonly found: string;
    }
  | { readonly code: 'not-a-number'; readonly field: string; readonly index: readonly number[]; readonly found: string }
  | { readonly code: 'window-too-long'; readonly window: number; readonly length: number }
  | {
      readonly code: 'series-too-short';
      readonly length: number;
      readonly lines: number;
      readonly batch: number;
      readonly needed: number;
    }
  | { readonly code: 'run-too-large'; readonly bytes: number; readonly limit: number }
  | { readonly code: 'not-yet'; readonly what: string }
  /** Only as the reason why a network cannot be run: these values do not follow from the text. */
  | { readonly code: 'not-known'; readonly fields: readonly string[] }
  | { readonly code: 'unreadable-file'; readonly path: string; readonly reason: string };

export type Problem = (ProblemDetail | RuleDetail) & {
  readonly severity: Severity;
  readonly span: Span;
  readonly fixes: readonly Fix[];
  /** Places that explain it, for problems of code. */
  readonly related?: readonly RelatedPlace[];
};

/** `.config`, `./model`, `models.lstm`, as the file `from` names it; null is the analysed text itself. */
export interface WantedModule {
  readonly module: string;
  readonly from: string | null;
}

export interface Analysis {
  /** In source order. */
  readonly networks: readonly Network[];
  readonly tensors: readonly NamedTensor[];
  /** Calls in the middle of expressions (method chains, arguments), parameters, and names where they are read. */
  readonly expressions: readonly ShapedPlace[];
  readonly sizes: readonly NamedSize[];
  /** In source order. */
  readonly problems: readonly Problem[];
  /** Other files that the text imports and that were not given; with them more would be known. */
  readonly wanted: readonly WantedModule[];
  /** Whether all of the text was looked at; false where it took too long, and then nothing is said of it. */
  readonly complete: boolean;
  /** Whether the text is surely no program as it stands: a bracket is open, a block has no body. */
  readonly isBroken: boolean;
}

/** Of a text that holds nothing. */
export const noAnalysis: Analysis = {
  networks: [],
  tensors: [],
  expressions: [],
  sizes: [],
  problems: [],
  wanted: [],
  complete: true,
  isBroken: false,
};
