import assert from 'node:assert/strict';
import { shapesOf } from '../code/shapesOf.js';

const imports = 'import torch\nimport torch.nn as nn\nfrom torchvision import models\n';
const images = 'x = torch.zeros(2, 3, 224, 224)\nlayer = nn.LSTM(3, 4)\n';
const program = (source: string) => shapesOf(`${imports}${images}${source}`);

describe('models of torchvision', () => {
  it('give as many numbers as there are classes', () => {
    const { shapes } = program('y = models.resnet34(pretrained=True).eval()(x)\nz = models.resnet50(num_classes=7)(x)');
    assert.equal(shapes['y'], '(2, 1000)');
    assert.equal(shapes['z'], '(2, 7)');
  });

  it('give what the layer in place of the last one gives', () => {
    const { shapes } = program(`net = models.resnet18()
net.fc = nn.Sequential(nn.Linear(net.fc.in_features, 64))
y = net(x)
net.fc = nn.Identity()
z = net(x)
lstm = nn.LSTM(512, 30)
out, _ = lstm(z.unsqueeze(0))`);
    assert.equal(shapes['y'], '(2, 64)');
    assert.equal(shapes['z'], '(2, 512)');
    assert.equal(shapes['out'], '(1, 2, 30)');
  });

  it('are taken apart by their children', () => {
    const { shapes } = program(`net = models.resnet50()
pooled = nn.Sequential(*list(net.children())[:-1])(x)
maps = nn.Sequential(*list(net.children())[:-2])(x)`);
    assert.equal(shapes['pooled'], '(2, 2048, 1, 1)');
    assert.equal(shapes['maps'], '(2, 2048, 7, 7)');
  });

  it('tell the sizes of the layers that classify', () => {
    const { layers, codes } = program(`vgg = models.vgg16()
dense = models.densenet121()
net = models.efficientnet_b4()
first = nn.LSTM(vgg.classifier[6].in_features, 30)
second = nn.LSTM(dense.classifier.in_features, 30)
third = nn.LSTM(net.classifier[1].in_features, 30)`);
    const sizes = layers.filter(({ kind }) => kind === 'LSTM').map(({ options }) => options['inputSize']);
    assert.deepEqual(sizes, [3, 4096, 1024, 1792]);
    assert.deepEqual(codes, []);
  });

  it('are not spoken of where another part took the place of one', () => {
    const { shapes, codes } = program(`net = models.resnet18()
net.layer4 = make_layer(128)
y = net(x)
net.avgpool = nn.Identity()
net.fc = nn.Linear(4096, 10)
z = net(x)`);
    assert.deepEqual(codes, []);
    assert.equal(shapes['z'], '(2, 10)');
  });

  it('fail where the layer after them reads another size', () => {
    const { codes } = program(`net = models.resnet50()
net.fc = nn.Identity()
out, _ = nn.LSTM(512, 30)(net(x).unsqueeze(0))`);
    assert.deepEqual(codes, ['input-size@8']);
  });
});

describe('nn.Sequential', () => {
  it('holds a module that took the place of another', () => {
    const { shapes } = program(`seq = nn.Sequential(nn.Linear(4, 5), nn.ReLU(), nn.Linear(5, 6))
seq[-1] = nn.Linear(5, 7)
y = seq(torch.zeros(3, 4))`);
    assert.equal(shapes['y'], '(3, 7)');
  });

  it('is not known where nobody knows which one', () => {
    const { shapes } = program(`seq = nn.Sequential(nn.Linear(4, 5), nn.Linear(5, 6))
seq[which] = nn.Linear(5, 7)
y = seq(torch.zeros(3, 4))`);
    assert.notEqual(shapes['y'], '(3, 6)');
  });
});
