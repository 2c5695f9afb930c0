import { sameSize, type Size } from '../../domain/sizes.js';
import {
  axis,
  itemsOf,
  none,
  objectOf,
  sizeOf,
  sizeValue,
  tensorOf,
  tupleOf,
  unknown,
  booleanOf,
  booleanValue,
  type ObjectValue,
  type Value,
} from '../../domain/values.js';
import { bind, type Call, type Entry } from '../library.js';

/** The data sets of images that torchvision ships: https://pytorch.org/vision/stable/datasets.html */
interface Images {
  readonly channels: number;
  readonly edge: number;
  readonly train: number;
  readonly test: number;
  /** Whether `data` holds the images themselves as a tensor. */
  readonly hasData: boolean;
}

const digits: Images = { channels: 1, edge: 28, train: 60000, test: 10000, hasData: true };
const photographs: Images = { channels: 3, edge: 32, train: 50000, test: 10000, hasData: false };

const dataSets: Readonly<Record<string, Images>> = {
  MNIST: digits,
  FashionMNIST: digits,
  KMNIST: digits,
  CIFAR10: photographs,
  CIFAR100: photographs,
};

const imagesType = 'torchvision.datasets.Images';
const transforms = 'torchvision.transforms';

/** What a transform does to the channels, the height and the width; null where that is not known. */
type Transform = (image: Image, transform: ObjectValue) => Image | null;

interface Image {
  readonly sizes: readonly [channels: Size, height: Size, width: Size];
  readonly isTensor: boolean;
  /** It may be anything, a batch of tensors as well. */
  readonly isUnseen?: boolean;
}

const anyImage: Image = { sizes: [null, null, null], isTensor: false, isUnseen: true };

const asTensor: Transform = ({ sizes }) => ({ sizes, isTensor: true });
const unchanged: Transform = (image) => image;

/** https://pytorch.org/vision/stable/transforms.html */
const steps: Readonly<Record<string, Transform>> = {
  ToTensor: asTensor,
  PILToTensor: asTensor,
  // Others take images only, this one tensors of any rank too.
  ToImage: (image, transform) => (image.isUnseen ? null : asTensor(image, transform)),
  ...Object.fromEntries(
    ['RandomHorizontalFlip', 'RandomVerticalFlip', 'RandomRotation', 'ColorJitter', 'ToDtype'].map((name) => [
      name,
      unchanged,
    ]),
  ),
  RandomAffine: unchanged,
  // Of several means there is one for each channel.
  Normalize: (image, { fields }) => {
    const [channels, height, width] = image.sizes;
    const count = itemsOf(fields.get('argument'))?.length ?? 1;
    return { ...image, sizes: [channels === null && count > 1 ? count : channels, height, width] };
  },
  // A number is the shorter edge, so that the other one is known of a square only.
  Resize: (image, transform) =>
    isPair(transform) || isSquare(image) ? cut(image, transform) : { ...image, sizes: [image.sizes[0], null, null] },
  CenterCrop: cut,
  RandomCrop: cut,
  RandomResizedCrop: cut,
  Grayscale: (image, { fields }) => ({
    ...image,
    sizes: [sizeOf(fields.get('argument') ?? sizeValue(1)), image.sizes[1], image.sizes[2]],
  }),
  Compose: (image, { fields }) => {
    const parts = itemsOf(fields.get('argument'));
    return parts ? parts.reduce<Image | null>((found, part) => found && transformed(found, part), image) : null;
  },
};

export const visionEntries: [string, Entry][] = [
  ...Object.entries(dataSets).map(([name, images]): [string, Entry] => [
    `torchvision.datasets.${name}`,
    (call) => imagesOf(call, images),
  ]),
  ...['data', 'train_data', 'test_data'].map(reading('data')),
  ...['targets', 'train_labels', 'test_labels'].map(reading('targets')),
  [`${imagesType}.__len__`, ({ receiver }) => fieldOf(receiver, 'length')],
  [`${imagesType}.__getitem__`, ({ receiver, evaluation }) => sampleOf(receiver, evaluation.symbol('label'))],
  ...Object.keys(steps).flatMap((name): [string, Entry][] => [
    [`${transforms}.${name}`, (call) => transformOf(call, name)],
    [`${transforms}.${name}.__call__`, transformedOf],
  ]),
];

export const visionAliases: readonly [string, string][] = [
  ['torchvision.datasets.mnist', 'torchvision.datasets'],
  ['torchvision.datasets.cifar', 'torchvision.datasets'],
  ['torchvision.transforms.transforms', transforms],
  ['torchvision.transforms.v2', transforms],
];

function imagesOf(call: Call, { channels, edge, train, test, hasData }: Images): Value {
  const bound = bind(call, ['root', 'train', 'transform', 'target_transform', 'download']);
  const isTrain = booleanOf(bound.value('train', booleanValue(true)));
  const length = isTrain === null ? null : isTrain ? train : test;
  const image = transformed({ sizes: [channels, edge, edge], isTensor: false }, bound.value('transform', none));
  const isPlain = bound.value('target_transform', none).kind === 'none';
  const data = hasData ? tensorOf('torch', [axis(length), axis(edge), axis(edge)], { dtype: 'int' }) : unknown;
  return objectOf(imagesType, {
    length: sizeValue(length),
    data,
    targets: hasData ? tensorOf('torch', [axis(length)], { dtype: 'int' }) : unknown,
    image: imageOf(image),
    isPlain: booleanValue(isPlain),
  });
}

function imageOf(image: Image | null): Value {
  if (!image?.isTensor) return unknown;
  return tensorOf(
    'torch',
    image.sizes.map((size) => axis(size)),
    { dtype: 'float' },
  );
}

/** An image and the number of its class. */
function sampleOf(value: Value | null, label: Size): Value {
  const isPlain = booleanOf(fieldOf(value, 'isPlain'));
  return tupleOf([fieldOf(value, 'image'), isPlain === true ? sizeValue(label) : unknown]);
}

function transformOf(call: Call, name: string): Value {
  // An image that is turned may be given the room that it needs then.
  if (call.isOpen || call.keywords.has('expand')) return unknown;
  const named = ['size', 'num_output_channels', 'transforms', 'mean'].map((name) => call.keywords.get(name));
  const argument = (call.args[0] ?? named.find((given) => given !== undefined))?.value;
  return objectOf(`${transforms}.${name}`, argument ? { argument } : {});
}

/** Of an image that nobody knows; with targets beside it, it would give several things. */
function transformedOf({ receiver, args, keywords, isOpen }: Call): Value {
  const isSingle = args.length + keywords.size === 1 && !isOpen;
  return isSingle ? imageOf(transformed(anyImage, receiver ?? none)) : unknown;
}

function transformed(image: Image, transform: Value): Image | null {
  if (transform.kind === 'none') return image;
  if (transform.kind !== 'object') return null;
  return steps[transform.type.slice(transforms.length + 1)]?.(image, transform) ?? null;
}

function isSquare({ sizes: [, height, width] }: Image): boolean {
  return sameSize(height, width) === true;
}

function isPair({ fields }: ObjectValue): boolean {
  return itemsOf(fields.get('argument'))?.length === 2;
}

/** To a height and a width, or to a square. */
function cut(image: Image, { fields }: ObjectValue): Image | null {
  const size = fields.get('argument');
  const items = itemsOf(size) ?? (size ? [size, size] : []);
  const [height, width = height] = items;
  if (height?.kind !== 'size' || width?.kind !== 'size') return null;
  return { ...image, sizes: [image.sizes[0], height.size, width.size] };
}

function reading(field: string): (name: string) => [string, Entry] {
  return (name) => [`${imagesType}.${name}:get`, ({ receiver }) => fieldOf(receiver, field)];
}

function fieldOf(value: Value | null, name: string): Value {
  return (value?.kind === 'object' ? value.fields.get(name) : undefined) ?? unknown;
}
