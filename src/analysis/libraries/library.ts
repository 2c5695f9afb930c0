import type { LayerRecord, WeightRecord } from '../domain/records.js';
import type { RuleReport } from '../domain/rules.js';
import type { Bounds, Size } from '../domain/sizes.js';
import {
  unknown,
  type Axis,
  type DictValue,
  type ElementType,
  type ListValue,
  type TensorValue,
  type Value,
} from '../domain/values.js';
import type { Framework, Span } from '../model.js';

/**
 * What a library's table is made of. A library names its things by canonical paths: `torch.nn.LSTM` (a class or a
 * function), `torch.nn.LSTM.__call__` (a call of its instance), `torch.Tensor.view` (a method), `numpy.newaxis` (a
 * constant). Whatever has no entry is unknown, and so is all that comes of it.
 */
export interface Library {
  readonly entries: ReadonlyMap<string, Entry>;
  /**
   * Other paths that mean the same: from the beginning of a path to its canonical beginning, longest first. Matched at
   * dots: `tensorflow.keras` matches `tensorflow.keras.layers`.
   */
  readonly aliases: readonly (readonly [from: string, to: string])[];
  /** Base classes, for classes of the source that derive from them: which method a call of an instance runs. */
  readonly bases: ReadonlyMap<string, LibraryBase>;
}

export interface LibraryBase {
  /** `forward`, `call`, `__call__` */
  readonly callMethod: string;
  /** A method that is run once before the first call, with the shape of its input. */
  readonly buildMethod?: string;
  /** Methods that give the shape of the output for the shape of the input, in whatever version. */
  readonly shapeMethods?: readonly string[];
  readonly framework: Framework;
  /** All that its instances have by itself, where the table has every name; without those between `__`. */
  readonly members?: ReadonlySet<string>;
  /** Base of this one, whose methods it has too: `keras.Model` of `keras.Sequential`. */
  readonly parent?: string;
}

/** A function, a class or a constant. */
export type Entry = LibraryFunction | { readonly constant: Value };

/** Gives what a call gives. Never throws; what it does not understand is `unknown`. */
export type LibraryFunction = (call: Call) => Value;

export interface Call {
  /** The canonical path that was called. */
  readonly path: string;
  readonly args: readonly Argument[];
  readonly keywords: ReadonlyMap<string, Argument>;
  /** More arguments may have been given than are known: `*args`, `**kwargs`. */
  readonly isOpen: boolean;
  /** What the last `*values` was of. */
  readonly rest?: Value | null;
  /** The object of a method, or of a call of an instance. */
  readonly receiver: Value | null;
  /** The whole call; for an operator, the whole expression. */
  readonly span: Span;
  /** The name of what is called: `LSTM` in `nn.LSTM(…)`. */
  readonly nameSpan: Span;
  readonly evaluation: Evaluation;
}

export interface Argument {
  readonly value: Value;
  /** Where it is written, keyword included; null for one that the evaluator gave. */
  readonly span: Span | null;
  /** The value alone. */
  readonly valueSpan: Span | null;
  /** Where a name given as the argument got its value. */
  readonly origin?: Span | null;
}

/** What the evaluator does for the libraries. */
export interface Evaluation {
  readonly language: 'python' | 'javascript';
  /** Whether what runs is called by nobody, with the defaults of its parameters: others may give it other values. */
  readonly isAssuming: boolean;
  /** The type of PyTorch's floats and weights unless told: null where that may have been set, here or by an unseen caller. */
  readonly floats: ElementType | null;
  /** The program sets what floats are from now on. */
  readonly forgetFloats: () => void;
  /** Whether it is a program of Python 2, and with it of a NumPy that took floats for whole numbers. */
  readonly isPython2: boolean;
  /** How many errors were found so far, those that are not told among them. */
  readonly errors: number;
  /** Errors must be certain; see `RuleReport`. */
  readonly report: (report: RuleReport) => void;
  /** Calls anything: a function of the source, a layer, a module. Keywords by their names. */
  readonly call: (
    callee: Value,
    args: readonly Value[],
    site: { readonly span: Span; readonly nameSpan: Span },
    keywords?: Readonly<Record<string, Value>>,
  ) => Value;
  /** Runs something of which nothing is to be reported. */
  readonly quietly: <T>(run: () => T) => T;
  /** An attribute as `.name` reads it. */
  readonly attribute: (value: Value, name: string) => Value;
  /** `value[index]` */
  readonly subscript: (value: Value, index: Value, span: Span) => Value;
  /** A size known by name only, other than all others; a loop's counter with its bounds. */
  readonly symbol: (name: string, bounds?: Bounds) => Size;
  /** Writes a new layer down. */
  readonly recordLayer: (layer: NewLayer) => LayerRecord;
  /** Changes of what others may hold, undone when a branch ends. */
  readonly setField: (object: Value, name: string, value: Value) => void;
  /** Takes an entry out of a dict. */
  readonly removeEntry: (dict: Value, key: string) => void;
  /** Other keys may be there from now on. */
  readonly openDict: (dict: DictValue) => void;
  readonly appendTo: (list: Value, item: Value) => void;
  /** A method that changes the shape of its own tensor: `x.resize_(3, 4)`. Null where the new shape is not known. */
  readonly setAxes: (tensor: TensorValue, axes: readonly Axis[] | null) => void;
  /** Something unknown may have been done to a list: what it holds, and how many items, is not known any more. */
  readonly forget: (list: Value) => void;
  /** Gives a list the contents of another one. */
  readonly setItems: (list: Value, contents: ListValue) => void;
  /** Runs `turn` for each item, as a loop does, and gives what the turns gave: `xs.map(f)`. */
  readonly each: (list: Value, turn: (item: Value, index: Value) => Value) => ListValue;
  /** Text of the document at a place, for fixes; empty where it ends before it begins. */
  readonly textOf: (span: Span) => string;
  /** So many characters of the document before a place. */
  readonly textBefore: (span: Span, count: number) => string;
}

export interface NewLayer {
  readonly framework: Framework;
  readonly kind: string;
  readonly isRecurrent: boolean;
  readonly span: Span;
  readonly options: Record<string, Value>;
  readonly weights: readonly WeightRecord[];
  readonly parameters: Size;
}

/** The arguments of a call by the names of the parameters. */
export interface Bound {
  readonly get: (name: string) => Argument | undefined;
  /** The value given, else the default. Unknown where it may have been given out of sight (`**kwargs`). */
  readonly value: (name: string, otherwise: Value) => Value;
}

/** Binds positional arguments to `parameters` in their order, and keywords to their names. */
export function bind(call: Call, parameters: readonly string[]): Bound {
  const get = (name: string) => call.keywords.get(name) ?? positional(call, parameters, name);
  return { get, value: (name, otherwise) => get(name)?.value ?? (call.isOpen ? unknown : otherwise) };
}

function positional({ args }: Call, parameters: readonly string[], name: string): Argument | undefined {
  const index = parameters.indexOf(name);
  return index < 0 ? undefined : args[index];
}

/** `tf.layers.lstm({units: 8})`: the entries of an options object as keywords, its place being the whole object. */
export function withOptions(call: Call): Call {
  const [options] = call.args;
  if (options?.value.kind !== 'dict') {
    return options ? { ...call, args: [], isOpen: call.isOpen || options.value.kind !== 'none' } : call;
  }
  const { entries, isOpen } = options.value;
  const keywords = new Map([...entries].map(([name, value]) => [name, { ...options, value }] as const));
  return { ...call, args: call.args.slice(1), keywords, isOpen: call.isOpen || isOpen };
}
