import { axis, sizeOf, sizeValue, uniformList, unknown, type TensorValue } from '../../domain/values.js';
import { withReads } from '../axisReads.js';
import { rangeLength } from '../arguments.js';
import { bind, type Argument, type Call, type Entry } from '../library.js';
import { isScalar, sizesFromValue } from '../tensorValues.js';
import { withNamedRoles } from './majorAxes.js';
import { numbersOf } from './listedTensors.js';
import { methodEntries, operation } from './operation.js';
import { dtypeOf, isTensor, result, sameTensor, sizesGiven, tensorOfData, torchTensor } from './tensors.js';

/** https://pytorch.org/docs/stable/torch.html#creation-ops */
const ofShape = 'zeros ones rand randn empty';

export const creationEntries: [string, Entry][] = [
  ...names(ofShape).map((name): [string, Entry] => [`torch.${name}`, (call) => shaped(call, call.args)]),
  ...names(ofShape).map((name): [string, Entry] => [`torch.Tensor.new_${name}`, (call) => shaped(call, call.args)]),
  ...names('zeros ones rand randn empty full randint').map((name): [string, Entry] => [
    `torch.${name}_like`,
    (call) => {
      const source = torchTensor((call.args[0] ?? call.keywords.get('input'))?.value);
      const dtype = dtypeOf(call.keywords.get('dtype')?.value) ?? source.dtype;
      return sameTensor(source, dtype);
    },
  ]),
  ['torch.full', (call) => filled(call)],
  ['torch.Tensor.new_full', (call) => filled(call)],
  ['torch.randint', randomIntegers],
  ['torch.normal', normal],
  ['torch.randperm', (call) => result(call, [sizeOf(call.args[0]?.value)], [], 'int')],
  ['torch.arange', arange],
  ['torch.range', (call) => result(call, [null])],
  ['torch.linspace', (call) => evenly(call)],
  ['torch.logspace', (call) => evenly(call)],
  [
    'torch.eye',
    (call) => {
      const rows = sizeOf(call.args[0]?.value ?? call.keywords.get('n')?.value);
      const columns = call.args[1] ?? call.keywords.get('m');
      return result(call, [rows, columns ? sizeOf(columns.value) : rows], [], 'float');
    },
  ],
  ...names('tensor as_tensor from_numpy asarray').map((name): [string, Entry] => [`torch.${name}`, ofData]),
  ['torch.Tensor.new_tensor', ofData],
  ['torch.Tensor.new', ofSizesOrData],
  ...Object.entries({
    '': 'float',
    Float: 'float',
    Double: 'float',
    Half: 'float',
    Long: 'int',
    Int: 'int',
    Short: 'int',
    Byte: 'int',
    Bool: 'bool',
  } as const).flatMap(([name, dtype]): [string, Entry][] => [
    [`torch.${name}Tensor`, (call) => ofSizesOrData(call, dtype)],
    [`torch.cuda.${name}Tensor`, (call) => ofSizesOrData(call, dtype)],
  ]),
  ['torch.meshgrid', (call) => uniformList(call.args.length, result(call, null))],
  ['torch.diag', (call) => diagonal(call)],
  ['torch.combinations', (call) => result(call, [null, null])],
  ...methodEntries({
    __len__: operation([], ({ x }) => (x.axes?.[0] ? { kind: 'size', size: x.axes[0].size } : unknown)),
  }),
  ...initialisers(),
];

function names(text: string): string[] {
  return text.split(' ');
}

/** `zeros(2, 3)`, `zeros((2, 3))`, `zeros(size=(2, 3))` */
function shaped(call: Call, args: readonly Argument[]): TensorValue {
  const named = call.keywords.get('size');
  const given = named ? [named] : args;
  const axes = sizesGiven(call, given)?.map((size) => axis(size));
  const items = given[0]?.value.kind === 'tuple' ? given[0].value.items : given.map(({ value }) => value);
  return result(
    call,
    axes ? withReads(withNamedRoles(call, axes, given), items) : null,
    [],
    dtypeOf(call.keywords.get('dtype')?.value) ?? 'float',
  );
}

function filled(call: Call): TensorValue {
  const bound = bind(call, ['size', 'fill_value']);
  const value = bound.get('fill_value')?.value;
  const dtype =
    dtypeOf(call.keywords.get('dtype')?.value) ??
    (value?.kind === 'size' ? 'int' : value?.kind === 'boolean' ? 'bool' : 'float');
  return result(call, sizesFromValue(bound.get('size')?.value, call.evaluation), [], dtype);
}

/** `randint(high, size)` and `randint(low, high, size)` */
function randomIntegers(call: Call): TensorValue {
  const size =
    call.keywords.get('size') ??
    call.args.find(({ value }, index) => index > 0 && !isScalar(value) && value.kind !== 'unknown');
  const last = call.args.length === 3 ? call.args[2] : undefined;
  const given = size ?? last;
  const dtype = dtypeOf(call.keywords.get('dtype')?.value) ?? 'int';
  const sizes = given ? sizesFromValue(given.value, call.evaluation) : null;
  const axes = sizes?.map((length) => axis(length)) ?? null;
  return result(call, given && axes ? withNamedRoles(call, axes, [given]) : axes, [], dtype);
}

function normal(call: Call): TensorValue {
  const [mean, , size] = call.args;
  const given = call.keywords.get('size') ?? size;
  if (given) return result(call, sizesFromValue(given.value, call.evaluation), [], 'float');
  return isTensor(mean?.value) ? sameTensor(torchTensor(mean.value)) : result(call, null, [], 'float');
}

function arange(call: Call): TensorValue {
  const bound = call.args.length > 1 ? bind(call, ['start', 'end', 'step']) : bind(call, ['end']);
  const [start, end, step] = ['start', 'end', 'step'].map((name) => bound.get(name)?.value);
  const isWhole = [start, end, step].every((value) => value === undefined || value.kind === 'size');
  const dtype = dtypeOf(call.keywords.get('dtype')?.value) ?? (isWhole ? 'int' : null);
  return result(call, [isWhole && !call.isOpen ? rangeLength(start ?? sizeValue(0), end, step) : null], [], dtype);
}

function evenly(call: Call): TensorValue {
  const steps = bind(call, ['start', 'end', 'steps']).get('steps')?.value;
  return result(call, [steps ? sizeOf(steps) : null], [], 'float');
}

function ofData(call: Call): TensorValue {
  const given = (call.args[0] ?? call.keywords.get('data'))?.value;
  const tensor = tensorOfData(numbersOf(call, given));
  const dtype = dtypeOf(call.keywords.get('dtype')?.value) ?? tensor.dtype;
  const { numbers } = tensor;
  return { ...tensor, dtype, origin: isTensor(given) ? tensor.origin : call.span, ...(numbers && { numbers }) };
}

/** `FloatTensor(2, 3)` has these sizes, `FloatTensor([[1, 2]])` these numbers. */
function ofSizesOrData(call: Call, dtype: TensorValue['dtype'] = null): TensorValue {
  const [first] = call.args;
  if (call.isOpen) return result(call, null, [], dtype);
  if (first?.value.kind === 'size') return result(call, sizesGiven(call, call.args), [], dtype);
  if (first?.value.kind === 'unknown')
    return result(call, call.args.length > 1 ? sizesGiven(call, call.args) : null, [], dtype);
  if (!first) return result(call, [0], [], dtype);
  if (first.value.kind === 'shape-of') return sameTensor(first.value.tensor, dtype);
  if (first.value.kind === 'tuple' && first.value.items.every(({ kind }) => kind === 'size')) {
    // Another tuple holds numbers, but it may be made of a shape.
    return result(call, first.value.isShape ? sizesGiven(call, call.args) : null, [], dtype);
  }
  const tensor = tensorOfData(numbersOf(call, first.value));
  return { ...tensor, dtype: dtype ?? tensor.dtype, origin: isTensor(first.value) ? tensor.origin : call.span };
}

function diagonal(call: Call): TensorValue {
  const { axes } = torchTensor(call.args[0]?.value);
  if (call.args.length + call.keywords.size > 1) return result(call, null);
  return result(call, axes?.length === 1 ? [axes[0]!, axis(axes[0]!.size)] : null);
}

/** `torch.nn.init` fills a tensor and gives it back. */
function initialisers(): [string, Entry][] {
  const all =
    'uniform_ normal_ constant_ ones_ zeros_ eye_ dirac_ xavier_uniform_ xavier_normal_ kaiming_uniform_ kaiming_normal_ ' +
    'trunc_normal_ orthogonal_ sparse_ xavier_uniform xavier_normal kaiming_uniform kaiming_normal orthogonal uniform normal constant';
  const first: Entry = ({ args }) => args[0]?.value ?? unknown;
  return names(all).map((name) => [`torch.nn.init.${name}`, first]);
}
