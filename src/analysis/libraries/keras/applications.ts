import {
  axis,
  booleanOf,
  booleanValue,
  none,
  objectOf,
  sizeOf,
  sizeValue,
  stringOf,
  stringValue,
} from '../../domain/values.js';
import { bind, type Entry, type LibraryFunction } from '../library.js';
import { shapeAxes } from './inputShapes.js';
import { nextName, rememberOrigin, resultOf } from './layer.js';

/** What the networks for images that come with Keras give for each place. https://keras.io/api/applications/ */
const channels: Readonly<Record<string, number>> = {
  'vgg16.VGG16': 512,
  'vgg19.VGG19': 512,
  'resnet.ResNet50': 2048,
  'resnet.ResNet101': 2048,
  'resnet.ResNet152': 2048,
  'resnet50.ResNet50': 2048,
  'resnet_v2.ResNet50V2': 2048,
  'resnet_v2.ResNet101V2': 2048,
  'inception_v3.InceptionV3': 2048,
  'inception_resnet_v2.InceptionResNetV2': 1536,
  'xception.Xception': 2048,
  'densenet.DenseNet121': 1024,
  'densenet.DenseNet169': 1664,
  'densenet.DenseNet201': 1920,
  'efficientnet.EfficientNetB0': 1280,
  'mobilenet.MobileNet': 1024,
  'mobilenet_v2.MobileNetV2': 1280,
};

export const applicationEntries: readonly (readonly [string, Entry])[] = Object.entries(channels).flatMap(
  ([path, count]) => {
    const entry = application(count);
    const name = path.slice(path.indexOf('.') + 1);
    return [[`keras.applications.${path}`, entry] as const, [`keras.applications.${name}`, entry] as const];
  },
);

function application(count: number): LibraryFunction {
  return (call) => {
    const bound = bind(call, ['include_top', 'weights', 'input_tensor', 'input_shape', 'pooling', 'classes']);
    const given = bound.get('input_tensor')?.value;
    const shape = bound.get('input_shape')?.value;
    const image = shape ? shapeAxes(shape, none, call.evaluation) : null;
    const input = given?.kind === 'tensor' ? given : resultOf(call, image);
    if (input !== given) rememberOrigin(input, { layer: none, inputs: [] });
    const hasTop = booleanOf(bound.value('include_top', booleanValue(true)));
    const pooling = bound.value('pooling', none);
    const batch = input.axes?.[0] ?? axis(null, 'batch');
    const classes = axis(sizeOf(bound.value('classes', sizeValue(1000))), 'classes');
    const features = axis(count, 'channels');
    const isPooled = pooling.kind === 'none' ? false : stringOf(pooling) !== null ? true : null;
    const output = resultOf(
      call,
      hasTop === null || (!hasTop && isPooled === null)
        ? null
        : hasTop
          ? [batch, classes]
          : isPooled
            ? [batch, features]
            : [batch, axis(null), axis(null), features],
    );
    const model = objectOf('keras.Model', {
      '#name': stringValue(nextName(call.evaluation, 'Functional')),
      '#declared': input,
      input,
      output,
    });
    rememberOrigin(output, { layer: model, inputs: [input] });
    return model;
  };
}
