import type { Facts, RuleCode } from '../../domain/rules.js';
import { sameSize, sizeText } from '../../domain/sizes.js';
import { itemsOf, stringOf, type TensorValue, type Value } from '../../domain/values.js';
import type { Fix, Span } from '../../model.js';
import type { Call } from '../library.js';
import { isOpenAxis } from '../openSizes.js';
import { shapeOf as declaredShape } from '../tensorValues.js';
import { returnSequencesFix } from './fixes.js';
import { declaredInput } from './inputShapes.js';
import {
  countError,
  fieldOf,
  lastSize,
  layerOf,
  libraryOf,
  originOf,
  shapeOf,
  shapeWords,
  sizeOption,
  type Layer,
  type Use,
} from './layer.js';

/** Reports an error that a call makes certainly, with the places that its tensors come from. */
export function reportAt(
  call: Call,
  detail: { readonly code: RuleCode; readonly raises: string | null; readonly facts: Facts },
  {
    severity = 'error',
    span = call.span,
    fixes = [],
    tensors = [],
  }: {
    readonly severity?: 'error' | 'warning';
    readonly span?: Span;
    readonly fixes?: readonly Fix[];
    readonly tensors?: readonly TensorValue[];
  } = {},
): void {
  const related = tensors.flatMap(({ origin, axes }) =>
    origin && axes && (origin.start !== span.start || origin.end !== span.end)
      ? [{ span: origin, what: 'shape-from' as const, shape: declaredShape(axes) }]
      : [],
  );
  if (severity === 'error') countError(call.evaluation);
  call.evaluation.report({ ...detail, severity, span, fixes, related });
}

/** The beginning of what Keras says of an input that a layer refuses. */
export function incompatible(layer: Pick<Layer, 'name'>, call: Call, rest: string): string {
  return call.evaluation.language === 'javascript'
    ? `Input 0 is incompatible with layer ${layer.name}: ${rest}`
    : `Input 0 of layer "${layer.name}" is incompatible with the layer: ${rest}`;
}

/** Whether the input may have the rank that the layer asks for; reports it where it certainly has not. */
export function checkRank(use: Use): boolean {
  const { layer, call, tensor } = use;
  const isScript = call.evaluation.language === 'javascript';
  // TimeDistributed asks the layer inside for nothing in tf.js.
  const asked = isScript && !fieldOf(layer.object, '#wrapped') ? layer.kind.scriptRank : undefined;
  const rank = asked ?? layer.kind.rank;
  if (!rank || !tensor.axes || tensor.isAssumed) return true;
  const found = tensor.axes.length;
  const [word, expected] = 'exact' in rank ? ['ndim', rank.exact] : ['min_ndim', rank.least];
  if ('exact' in rank ? found === expected : found >= expected) return true;
  const full = isScript ? '' : `. Full shape received: ${shapeWords(tensor.axes, call.evaluation)}`;
  const raises = incompatible(layer, call, `expected ${word}=${expected}, found ndim=${found}${full}`);
  const facts = { layer: layer.className, expected, found, shape: shapeOf(tensor.axes) };
  if (layer.kind.isRecurrent !== true) {
    reportAt(call, { code: 'layer-input-rank', raises, facts }, { tensors: [tensor] });
    return false;
  }
  const cause = causeOf(use, found);
  if (cause === 'samples') {
    const samples = sizeText(tensor.axes[1]?.size ?? null);
    reportAt(call, {
      code: 'samples-in-input-shape',
      raises,
      facts: { samples, shape: shapeOf(tensor.axes.slice(1)) },
    });
    return false;
  }
  const before = cause === 'return-sequences' ? recurrentBefore(tensor) : null;
  // A constructor that a loop runs again makes both layers.
  const isOther = before?.record.span.start !== layer.record.span.start;
  const fix = isOther ? returnSequencesFix(before, call.evaluation) : null;
  reportAt(
    call,
    { code: 'recurrent-input-rank', raises, facts: { ...facts, cause } },
    { fixes: fix ? [fix] : [], tensors: [tensor] },
  );
  return false;
}

/** Whether a layer that has its weights already gets as many features as before. */
export function checkSameFeatures({ layer, call, tensor }: Use): boolean {
  const before = fieldOf(layer.object, '#built');
  if (before?.kind !== 'tensor' || !before.axes || !tensor.axes) return true;
  if (layer.kind.keepsFeatures !== true) return true;
  const expected = lastSize(before.axes);
  const found = lastSize(tensor.axes);
  if (sameSize(expected, found) !== false) return true;
  const words = layer.kind.isRecurrent
    ? `expected shape=${shapeWords(featuresOnly(before), call.evaluation)}, found shape=${shapeWords(tensor.axes, call.evaluation)}`
    : `expected axis -1 of input shape to have value ${String(sizeText(expected))}, but received input with shape ${shapeWords(tensor.axes, call.evaluation)}`;
  reportAt(
    call,
    {
      code: 'input-size',
      raises: incompatible(layer, call, words),
      facts: {
        layer: layer.className,
        parameter: 'features',
        expected: sizeText(expected),
        found: sizeText(found),
        shape: shapeOf(tensor.axes),
        cause: 'built',
      },
    },
    { tensors: [before, tensor] },
  );
  return false;
}

/** Weights are as wide as what comes in, so that `None` cannot be its last axis. */
export function checkOpen(use: Use): boolean {
  const { layer, call, tensor } = use;
  if (layer.kind.keepsFeatures !== true || tensor.isAssumed) return true;
  if (!tensor.axes || !isOpenAxis(tensor.axes.at(-1), call.evaluation)) return true;
  const units = String(sizeText(sizeOption(layer, 'units')) ?? 'None');
  reportOpen(
    use,
    'open',
    call.evaluation.language !== 'javascript'
      ? `Shapes used to initialize variables must be fully-defined (no \`None\` dimensions). Received: shape=(None, ${units})`
      : /^Conv/.test(layer.className)
        ? 'The channel dimension of the input should be defined. Found null'
        : `Tensor must have a shape comprised of positive integers but got shape [,${units}].`,
  );
  return false;
}

/** An axis that is `None` for the framework, and ought not be. */
export function reportOpen(
  { layer, call, tensor }: Use,
  cause: 'open' | 'flattened',
  raises: string,
  along?: number,
): void {
  const word = call.evaluation.language === 'javascript' ? 'null' : 'None';
  const shape = shapeOf(tensor.axes ?? []);
  const facts = { layer: layer.className, shape, cause, word, ...(along !== undefined && { along: `axis ${along}` }) };
  reportAt(call, { code: 'input-size', raises, facts }, { tensors: [tensor] });
}

/** `Dense(8)(LSTM(20))`, `concatenate([model, model])`: a layer or a model that is not called gives no tensor. */
export function checkCalled(call: Call, name: string, input: Value): boolean {
  if (call.evaluation.language === 'javascript') return true;
  const wrong = [input, ...(itemsOf(input) ?? [])].find(
    (value) =>
      layerOf(value) !== undefined || (value.kind === 'object' && /^keras\.(Model|Sequential)$/.test(value.type)),
  );
  if (!wrong) return true;
  const layer = layerOf(wrong);
  const found = layer ? `the layer ${layer.className}, which is not called` : 'a model, which is not called';
  const word = `<${layer?.className ?? 'Sequential'} name=${layer?.name ?? stringOf(fieldOf(wrong, '#name')) ?? 'model'}>`;
  const raises = `Only input tensors may be passed as positional arguments. The following argument value should be passed as a keyword argument: ${word}`;
  reportAt(call, { code: 'invalid-argument', raises, facts: { layer: name, parameter: 'inputs', found } });
  return false;
}

/** `Attention()(x)`, `Concatenate()(x)`: what joins tensors is given a list of them. False where it is given one alone. */
export function checkSeveral(
  call: Call,
  name: string,
  input: Value,
  raises: Readonly<Partial<Record<'python' | 'javascript', string>>>,
): boolean {
  const isOwn = input.kind === 'tensor' && input.library === libraryOf(call.evaluation);
  const known = raises[call.evaluation.language];
  if (!isOwn || known === undefined || input.axes === null || input.isAssumed) return true;
  const words = known.replace('…', shapeWords(input.axes, call.evaluation));
  const facts = { layer: name, parameter: 'inputs', found: 'a single tensor' };
  reportAt(call, { code: 'invalid-argument', raises: words, facts }, { tensors: [input] });
  return false;
}

/** The recurrent layer that gave a tensor, through layers that keep its rank; inside a wrapper, the inner one. */
export function recurrentBefore(tensor: TensorValue): Layer | null {
  const source = sourceOf(tensor);
  if (!source?.kind.isRecurrent) return null;
  const inner = layerOf(fieldOf(source.object, '#inner'));
  return source.className === 'Bidirectional' && inner ? inner : source;
}

type Cause = 'return-sequences' | 'time-dropped' | 'samples' | 'input-shape' | 'data';

function causeOf({ layer, tensor }: Use, found: number): Cause {
  const source = sourceOf(tensor);
  if (source?.kind.isRecurrent && found === 2) return 'return-sequences';
  if (source && /Pooling|^Flatten$/.test(source.className)) return 'time-dropped';
  if (originOf(tensor)) return 'data';
  const shape = layer.given.get('input_shape');
  if (shape && found === 4 && layer.className !== 'RNN') return 'samples';
  return shape || layer.given.get('batch_input_shape') || layer.given.get('input_dim') ? 'input-shape' : 'data';
}

const keepsRank =
  /Dropout|Normalization|^Activation$|^Dense$|ReLU$|^ELU$|^Softmax$|^Masking$|GaussianNoise|^TimeDistributed$/;

function sourceOf(tensor: TensorValue): Layer | null {
  let at: TensorValue | undefined = tensor;
  for (let step = 0; at && step < 16; step++) {
    const origin = originOf(at);
    const layer = layerOf(origin?.layer);
    if (!origin || !layer || !keepsRank.test(layer.className)) return layer ?? null;
    at = origin.inputs[0];
  }
  return null;
}

function featuresOnly({ axes }: TensorValue): NonNullable<TensorValue['axes']> {
  return (axes ?? []).map((item, index) => (index === (axes?.length ?? 0) - 1 ? item : { ...item, size: null }));
}

/** A Dense takes one tensor; a recurrent layer with `return_state=True` gives several. */
export function checkSingle({ layer, call, input }: Use): boolean {
  const items = itemsOf(input) ?? [];
  const library = libraryOf(call.evaluation);
  const areTensors = items.every((item) => item.kind === 'tensor' && item.library === library && !item.isAssumed);
  if (layer.className !== 'Dense' || items.length < 2 || !areTensors) return true;
  const isScript = call.evaluation.language === 'javascript';
  const raises = `Layer ${isScript ? layer.name : `"${layer.name}"`} expects ${isScript ? '1 inputs' : '1 input(s)'}, but it received ${items.length} input tensors.`;
  const source = items[0]?.kind === 'tensor' ? layerOf(originOf(items[0])?.layer) : null;
  // In a Sequential, where nobody can take the one that is meant, the layer before must not give them.
  if (source?.kind.isRecurrent && call.span.end === layer.record.span.end) {
    const facts = { layer: source.className, next: layer.className, cause: 'return-state' };
    reportAt(call, { code: 'recurrent-in-sequential', raises, facts }, { span: source.record.span });
    return false;
  }
  const facts = { layer: layer.className, parameter: 'inputs', found: `${items.length} tensors` };
  reportAt(call, { code: 'invalid-argument', raises, facts });
  return false;
}

/** A layer that is no model's first is told (steps, features) and gets (features, steps): Keras says nothing of it. */
export function checkDeclared({ layer, call, tensor }: Use): void {
  const [, steps, features] = tensor.axes ?? [];
  const declared = layer.kind.isRecurrent && !tensor.isAssumed ? declaredInput(layer, call.evaluation)?.axes : null;
  if (declared?.length !== 3 || tensor.axes?.length !== 3 || !steps || !features) return;
  if (typeof steps.size !== 'number' || typeof features.size !== 'number' || steps.size === features.size) return;
  if (declared[1]!.size !== features.size || declared[2]!.size !== steps.size) return;
  const facts = { expected: shapeOf(declared), found: shapeOf(tensor.axes) };
  reportAt(call, { code: 'swapped-axes', raises: null, facts }, { severity: 'warning', tensors: [tensor] });
}
