import type { ReactNode } from 'react';
import { between, pick } from '../seeded-random.ts';
import { at, type Composition, lightest, type Sheet } from './composition.ts';

const folds = 6;

/** How far a half of the curtain reaches from the wall at the rail, at the tie and on the floor. */
interface Drape {
  readonly top: number;
  readonly waist: number;
  readonly foot: number;
  /** Height of the tie. */
  readonly tie: number;
}

/** One half of the curtain: each fold reaches to the wall and is covered by the next, so no gap shines through. */
function half({ height, inks }: Sheet, { top, waist, foot, tie }: Drape) {
  return Array.from({ length: folds }, (_, index) => {
    const part = (folds - index) / folds;
    const [x, w, f] = [top * part, waist * part, foot * part];
    const path = [
      `M0 0H${at(x)}`,
      `C${at(x, tie * 0.55, w, tie * 0.7, w, tie)}`,
      `C${at(w, tie + (height - tie) * 0.3, f, height * 0.9, f, height)}H0z`,
    ].join('');
    return <path key={path} d={path} fill={index % 2 === 0 ? inks.main : inks.second} />;
  });
}

const bothHalves = (sheet: Sheet, drape: Drape) => (
  <>
    <g>{half(sheet, drape)}</g>
    <g transform={`matrix(-1 0 0 1 ${sheet.width} 0)`}>{half(sheet, drape)}</g>
  </>
);

/** A row of cloth hanging in scallops from a height on. */
function scallops({ width, inks }: Sheet, count: number, from: number, drop: number, shift = 0) {
  const reach = width / count;
  return Array.from({ length: count }, (_, index) => {
    const path = `M${at(index * reach, from)}h${at(reach)}v${at(drop)}a${at(reach / 2, reach / 2.6)} 0 0 1 ${at(-reach, 0)}z`;
    return <path key={path} d={path} fill={(index + shift) % 2 === 0 ? inks.main : inks.second} />;
  });
}

/** Tied back on both sides. */
function drawnAside(sheet: Sheet): ReactNode {
  const { width, height, random } = sheet;
  const opening = between(random, 0.55, 1);
  const drape = {
    top: width * (0.5 - opening * 0.12),
    waist: width * (0.34 - opening * 0.17),
    foot: width * (0.4 - opening * 0.14),
    tie: height * between(random, 0.56, 0.68),
  };
  return (
    <>
      {bothHalves(sheet, drape)}
      {scallops(sheet, Math.round(width / 42), 0, height * 0.075)}
    </>
  );
}

/** Just parted: a tent of light between two walls of cloth. */
function parted(sheet: Sheet): ReactNode {
  const { width, height, random } = sheet;
  const gap = between(random, 0.2, 0.32) * width;
  const tie = height * between(random, 0.4, 0.55);
  return bothHalves(sheet, {
    top: width * 0.5,
    waist: width * 0.5 - gap * 0.32,
    foot: width * 0.5 - gap,
    tie,
  });
}

/** Raised in swags, row behind row. */
function raised(sheet: Sheet): ReactNode {
  const { width, height, random } = sheet;
  const count = pick(random, [3, 4, 5]);
  const rows = [0.34, 0.22, 0.1, -0.02];
  return rows.map((row, index) => (
    <g key={row}>{scallops(sheet, count, 0, height * row + width * 0.04, index)}</g>
  ));
}

/** 뮤지컬: a curtain that opens, and beams on an empty stage. */
export const musical: Composition = (sheet) => {
  const { width, height, inks, random } = sheet;
  const curtain = pick(random, [drawnAside, parted, raised])(sheet);
  const lamp = between(random, 0.3, 0.42) * width;
  const spot = { x: width * between(random, 0.45, 0.55), y: height * 0.9 };
  const spread = width * 0.2;
  const light = lightest(inks);
  const sources = random() < 0.5 ? [lamp, width - lamp] : [width / 2];
  return (
    <>
      <rect width={width} height={height} fill={inks.deep} />
      <rect y={at(height * 0.82)} width={width} height={at(height * 0.18)} fill={inks.soft} />
      {sources.map((source) => (
        <path
          key={source}
          d={`M${at(source - 3, 0)}h6L${at(spot.x + spread, spot.y)}H${at(spot.x - spread)}z`}
          fill={light}
          fillOpacity={sources.length === 1 ? 0.85 : 0.42}
        />
      ))}
      <ellipse
        cx={at(spot.x)}
        cy={at(spot.y)}
        rx={at(spread)}
        ry={at(height * 0.035)}
        fill={light}
      />
      {curtain}
    </>
  );
};
