import { sameSize, sizeText } from '../../domain/sizes.js';
import { giverOf } from '../../domain/nothing.js';
import type { ListValue } from '../../domain/values.js';
import type { Argument, Call } from '../library.js';
import { operationOf } from '../shapeReports.js';
import { reportAt } from './layerChecks.js';
import { tensorsOf } from './modelParts.js';

/** What `fit` and its kin are given beside data and targets. https://keras.io/api/models/model_training_apis/ */

/** `x = np.random.shuffle(x)`: what works in place gives nothing that a model could be trained on; tf.js takes tensors. */
export function checkGiven(data: Argument | undefined, call: Call): boolean {
  const isScript = call.evaluation.language === 'javascript';
  if (isScript && data?.value.kind === 'list' && isOfNumbers(data.value)) {
    refuse(call, data, null, { parameter: 'x', found: 'a plain array, of which `tf.tensor` makes a tensor' });
    return false;
  }
  const giver = giverOf(data?.value);
  if (!data || !giver?.isInPlace) return true;
  const raises = isScript ? `Cannot read properties of undefined (reading 'shape')` : null;
  refuse(call, data, raises, { parameter: 'x', found: `what \`${giver.name}\` gives, which is nothing` });
  return false;
}

function isOfNumbers({ items, element }: ListValue): boolean {
  const first = items ? items[0] : element;
  return first?.kind === 'list' ? isOfNumbers(first) : first?.kind === 'size' || first?.kind === 'float';
}

/** `validation_data=x_val`: an array alone has no targets. */
export function checkIsPair(validation: Argument, call: Call): boolean {
  const { value } = validation;
  const items = value.kind === 'tuple' ? value.items : null;
  const isAlone = value.kind === 'tensor' || (items?.length === 1 && items[0]?.kind === 'tensor');
  if (!isAlone || call.evaluation.language === 'javascript') return true;
  const facts = { parameter: 'validation_data', found: 'data without its targets' };
  refuse(call, validation, 'None values not supported.', facts);
  return false;
}

/** `sample_weight` has a weight for each sample, and `class_weight` says the weight of each class by its number. */
export function checkWeights(data: Argument, target: Argument | undefined, call: Call): void {
  const classes = call.keywords.get('class_weight');
  if (call.evaluation.language === 'javascript') return;
  if (classes && (classes.value.kind === 'list' || classes.value.kind === 'tensor')) {
    const found = classes.value.kind === 'list' ? 'a list' : 'an array';
    const raises = `'${classes.value.kind === 'list' ? 'list' : 'numpy.ndarray'}' object has no attribute 'get'`;
    refuse(call, classes, raises, { parameter: 'class_weight', found: `${found}, but a dict from class to weight` });
  }
  const [samples] = tensorsOf(data.value) ?? [];
  const [wanted] = tensorsOf(target?.value) ?? [];
  const perStep = wanted?.isAssumed === false ? wanted.axes : null;
  const steps = perStep?.length === 3 ? perStep[1]?.size : null;
  if (classes?.value.kind === 'dict' && typeof steps === 'number' && steps > 1) {
    const raises = 'only 0-dimensional arrays can be converted to Python scalars';
    refuse(call, classes, raises, { parameter: 'class_weight', found: 'used for a target at each step' });
  }
  const weights = call.keywords.get('sample_weight');
  const given = weights?.value.kind === 'tensor' && !weights.value.isAssumed ? weights.value.axes?.[0] : undefined;
  const expected = samples && !samples.isAssumed ? samples.axes?.[0] : undefined;
  if (!weights || !given || !expected || sameSize(given.size, expected.size) !== false) return;
  const sizes = [expected.size, given.size].map(sizeText);
  const raises = `Data cardinality is ambiguous. Make sure all arrays contain the same number of samples.'x' sizes: ${String(sizes[0])}\n'sample_weight' sizes: ${String(sizes[1])}`;
  const facts = { name: 'sample_weight', expected: [sizes[0] ?? null], found: [sizes[1] ?? null] };
  reportAt(call, { code: 'data-shape', raises, facts }, { span: weights.valueSpan ?? call.span });
}

function refuse(
  call: Call,
  { valueSpan }: Argument,
  raises: string | null,
  facts: { readonly parameter: string; readonly found: string },
): void {
  const detail = { code: 'invalid-argument' as const, raises, facts: { layer: operationOf(call), ...facts } };
  reportAt(call, detail, { span: valueSpan ?? call.span });
}
