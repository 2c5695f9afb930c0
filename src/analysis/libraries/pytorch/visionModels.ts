import type { Size } from '../../domain/sizes.js';
import {
  axis,
  listOf,
  objectOf,
  sizeOf,
  sizeValue,
  unknown,
  type ObjectValue,
  type Value,
} from '../../domain/values.js';
import type { Call, Entry, LibraryBase } from '../library.js';
import { result, torchTensor } from './tensors.js';

/**
 * The networks for images that torchvision ships, as far as others are built on them: how many features they give, and
 * the layers that people take off or replace. https://pytorch.org/vision/stable/models.html
 */
const residual: Readonly<Record<string, number>> = {
  resnet18: 512,
  resnet34: 512,
  resnet50: 2048,
  resnet101: 2048,
  resnet152: 2048,
  resnext50_32x4d: 2048,
  resnext101_32x8d: 2048,
  resnext101_64x4d: 2048,
  wide_resnet50_2: 2048,
  wide_resnet101_2: 2048,
};

/** What their `classifier` reads: a linear layer, or the layers by their places in a `Sequential`. */
const classified: Readonly<Record<string, number | readonly Part[]>> = {
  densenet121: 1024,
  densenet161: 2208,
  densenet169: 1664,
  densenet201: 1920,
  ...Object.fromEntries(
    [11, 13, 16, 19].flatMap((depth) => ['', '_bn'].map((suffix) => [`vgg${depth}${suffix}`, vgg()])),
  ),
  alexnet: ['Dropout', [9216, 4096], 'ReLU', 'Dropout', [4096, 4096], 'ReLU', [4096]],
  mobilenet_v2: ['Dropout', [1280]],
  ...Object.fromEntries(
    [1280, 1280, 1408, 1536, 1792, 2048, 2304, 2560].map((size, index) => [
      `efficientnet_b${index}`,
      ['Dropout', [size]] satisfies readonly Part[],
    ]),
  ),
};

/** A layer without sizes, or a linear one: what goes in and what comes out, as many as there are classes where none. */
type Part = string | readonly [inner: number, outer?: number];

const models = 'torchvision.models';
const residualType = `${models}.ResNet`;
const classifiedType = `${models}.Classifying`;
const stageType = `${models}.Stage`;
const poolType = `${models}.Pool`;

export const visionModelEntries: [string, Entry][] = [
  ...Object.entries(residual).map(([name, features]): [string, Entry] => [
    `${models}.${name}`,
    (call) => residualOf(call, features),
  ]),
  ...Object.entries(classified).map(([name, parts]): [string, Entry] => [
    `${models}.${name}`,
    (call) => objectOf(classifiedType, { classifier: classifierOf(call, parts) }),
  ]),
  [`${residualType}.__call__`, runResidual],
  [`${residualType}.children`, ({ receiver }) => listOf(childrenOf(receiver))],
  [`${stageType}.__call__`, runStage],
  [`${poolType}.__call__`, runPool],
];

export const visionModelBases: readonly [string, LibraryBase][] = [
  residualType,
  classifiedType,
  stageType,
  poolType,
].map((type) => [type, { callMethod: 'forward', framework: 'pytorch', parent: 'torch.nn.Module' }]);

function vgg(): readonly Part[] {
  return [[25088, 4096], 'ReLU', 'Dropout', [4096, 4096], 'ReLU', 'Dropout', [4096]];
}

function classifierOf(call: Call, parts: number | readonly Part[]): Value {
  if (typeof parts === 'number') return linear(parts, classesOf(call));
  const modules = parts.map((part) =>
    typeof part === 'string' ? objectOf(`torch.nn.${part}`, {}) : linear(part[0], part[1] ?? classesOf(call)),
  );
  return objectOf('torch.nn.Sequential', { modules: listOf(modules) });
}

function linear(inner: number, outer: Size): ObjectValue {
  return objectOf('torch.nn.Linear', { in_features: sizeValue(inner), out_features: sizeValue(outer) });
}

function classesOf({ keywords, isOpen }: Call): Size {
  const given = keywords.get('num_classes');
  return given ? sizeOf(given.value) : isOpen ? null : 1000;
}

/** The modules of a residual network in their order. */
const stages = ['conv1', 'bn1', 'relu', 'maxpool', 'layer1', 'layer2', 'layer3', 'layer4', 'avgpool', 'fc'];

function residualOf(call: Call, features: number): ObjectValue {
  const fields: Record<string, Value> = {
    avgpool: objectOf(poolType, {}),
    fc: linear(features, classesOf(call)),
    features: sizeValue(features),
  };
  for (const [index, name] of stages.slice(0, 8).entries()) {
    const channels = index < 4 ? 64 : features / 2 ** (7 - index);
    const halves = name === 'conv1' || name === 'maxpool' || index > 4;
    fields[name] = objectOf(stageType, { channels: sizeValue(channels), step: sizeValue(halves ? 2 : 1) });
  }
  return objectOf(residualType, fields);
}

function childrenOf(receiver: Value | null): Value[] {
  return stages.map((name) => fieldOf(receiver, name));
}

/** Images go in, and what `fc` makes of their features comes out: it may have been replaced. */
function runResidual(call: Call): Value {
  const { receiver, args, evaluation, span, nameSpan } = call;
  const axes = torchTensor(args[0]?.value).axes;
  if (axes && axes.length !== 4) return unknown;
  const batch = axis(axes ? axes[0]!.size : evaluation.symbol('batch'), 'batch');
  const features = axis(sizeOf(fieldOf(receiver, 'features')), 'features');
  // What takes the place of these may give another number of features.
  const isWhole = ['layer4', 'avgpool'].every((name) => isOwn(fieldOf(receiver, name)));
  const pooled = result(call, [batch, isWhole ? features : axis(null)], [], 'float');
  return evaluation.call(fieldOf(receiver, 'fc'), [pooled], { span, nameSpan });
}

function isOwn(value: Value): boolean {
  return value.kind === 'object' && (value.type === stageType || value.type === poolType);
}

const threeUnknown = [axis(null), axis(null), axis(null)];

/** Heights and widths are halved, and rounded up. */
function runStage(call: Call): Value {
  const { axes } = torchTensor(call.args[0]?.value);
  if (axes && axes.length !== 4) return unknown;
  const step = sizeOf(fieldOf(call.receiver, 'step'));
  const halved = (size: Size) => (step === 1 ? size : typeof size === 'number' ? Math.ceil(size / 2) : null);
  const [batch, , height, width] = axes ?? [axis(call.evaluation.symbol('batch'), 'batch'), ...threeUnknown];
  const channels = axis(sizeOf(fieldOf(call.receiver, 'channels')), 'channels');
  return result(call, [batch!, channels, axis(halved(height!.size)), axis(halved(width!.size))], [], 'float');
}

/** An average over the whole image. */
function runPool(call: Call): Value {
  const { axes } = torchTensor(call.args[0]?.value);
  return axes?.length === 4 ? result(call, [axes[0]!, axes[1]!, 1, 1], [], 'float') : result(call, null);
}

function fieldOf(value: Value | null, name: string): Value {
  return (value?.kind === 'object' ? value.fields.get(name) : undefined) ?? unknown;
}
