import {
  ArrayStrip,
  CellSvg,
  GateBox,
  gateHeight,
  InputLabel,
  LoopWire,
  Node,
  nodeRadius,
  OutputLabel,
  WeightLabel,
  WireName,
  type CellPictureProps,
} from './cellPicture.js';
import { activationSymbol } from './arrayWords.js';
import { Arrow, WirePath } from './pictureParts.js';
import { before } from './symbols.js';

const box = { left: 72, right: 466, top: 100, bottom: 314 };
/** The cell state's line above, the state's below, and where each turns to come back. */
const cellLine = 140;
const stateLine = 288;
const turns = { cell: 70, state: 342 };
const ends = { left: 14, right: 520 };
const gateTop = 214;
const gateBottom = gateTop + gateHeight;
const at = { forget: 124, input: 194, candidate: 264, output: 334, exit: 398 };
/** Where the input gate meets the candidate. */
const meeting = 180;
const outputX = 494;
const inputX = 96;

/** An LSTM: the cell state's line on top, which the gates change and read; the state below. */
export function LstmPicture(props: CellPictureProps) {
  const { direction, input, weights, activation, gateActivation, colors } = props;
  const gate = { colors, y: gateTop };
  return (
    <CellSvg {...props} size={[546, 410]}>
      <rect class="box" x={box.left} y={box.top} width={box.right - box.left} height={box.bottom - box.top} rx={12} />

      <line class="wire" x1={box.left} y1={cellLine} x2={ends.right - 10} y2={cellLine} />
      <LoopWire ends={ends} y={cellLine} turn={turns.cell} into={box.left} />
      <line class="wire" x1={ends.left + 10} y1={cellLine} x2={box.left - 6} y2={cellLine} />
      <WireName name="c" step={before('t', direction)} x={44} y={cellLine - 10} />
      <WireName name="c" step="t" x={480} y={cellLine - 10} />
      <ArrayStrip array="cellState" colors={colors} x={405} y={cellLine - 20} width={54} height={9} />

      <line class="wire" x1={ends.left + 10} y1={stateLine} x2={at.output} y2={stateLine} />
      <LoopWire ends={ends} y={stateLine} turn={turns.state} into={box.left} />
      <WireName name="S" step={before('t', direction)} x={44} y={stateLine - 10} />
      <WireName name="S" step="t" x={480} y={stateLine - 10} />
      <ArrayStrip array="state" colors={colors} x={405} y={stateLine + 10} width={54} height={9} />

      {[at.forget, at.input, at.candidate, at.output].map((x) => (
        <Arrow key={x} from={{ x, y: stateLine }} to={{ x, y: gateBottom }} />
      ))}
      <Arrow from={{ x: at.forget, y: gateTop }} to={{ x: at.forget, y: cellLine + nodeRadius }} />
      <WirePath
        path={`M${at.input} ${gateTop} V${meeting} H${at.candidate - nodeRadius - 7}`}
        end={{ x: at.candidate - nodeRadius, y: meeting }}
        along={{ x: 1, y: 0 }}
      />
      <Arrow from={{ x: at.candidate, y: gateTop }} to={{ x: at.candidate, y: meeting + nodeRadius }} />
      <Arrow from={{ x: at.candidate, y: meeting - nodeRadius }} to={{ x: at.candidate, y: cellLine + nodeRadius }} />
      <Arrow from={{ x: at.exit, y: cellLine }} to={{ x: at.exit, y: meeting - nodeRadius }} />
      <Arrow from={{ x: at.exit, y: meeting + nodeRadius }} to={{ x: at.exit, y: gateTop + 11 }} />
      <Arrow from={{ x: at.output + 31, y: gateTop + 21 }} to={{ x: at.exit - nodeRadius, y: gateTop + 21 }} />
      <path class="wire" d={`M${at.exit} ${gateTop + 31} V${stateLine - 8} q0 8 8 8 H${ends.right - 10}`} />
      <Arrow from={{ x: outputX, y: stateLine }} to={{ x: outputX, y: 50 }} />

      <Node x={at.forget} y={cellLine}>
        ×
      </Node>
      <Node x={at.candidate} y={cellLine}>
        +
      </Node>
      <Node x={at.candidate} y={meeting}>
        ×
      </Node>
      <Node x={at.exit} y={meeting}>
        {activation}
      </Node>
      <Node x={at.exit} y={gateTop + 21}>
        ×
      </Node>
      <GateBox {...gate} array="forgetGate" activation={activationSymbol(gateActivation)} x={at.forget} />
      <GateBox {...gate} array="inputGate" activation={activationSymbol(gateActivation)} x={at.input} />
      <GateBox {...gate} array="cellCandidate" activation={activation} x={at.candidate} />
      <GateBox {...gate} array="outputGate" activation={activationSymbol(gateActivation)} x={at.output} />

      <Arrow from={{ x: inputX, y: 370 }} to={{ x: inputX, y: stateLine }} />
      <WeightLabel name="i_w" weights={weights} x={inputX + 10} y={364} />
      <WeightLabel name="h_w" weights={weights} x={inputX + 134} y={332} />
      <InputLabel input={input} x={inputX + 4} y={388} />
      <OutputLabel {...props} x={446} y={18} />
    </CellSvg>
  );
}
