import { between } from '../seeded-random.ts';
import { at, type Composition, lightest, type Sheet } from './composition.ts';

const folds = 6;

/** One half of the curtain, drawn aside: folds run from the rail through the tie to the floor. */
function drape({ width, height, inks }: Sheet, opening: number, tie: number) {
  const top = width * (0.5 - opening * 0.12);
  const waist = width * (0.34 - opening * 0.17);
  const foot = width * (0.4 - opening * 0.14);
  const edge = (part: number) => ({ top: top * part, waist: waist * part, foot: foot * part });
  const tieY = height * tie;
  // Each fold reaches to the wall and is covered by the next, so that no gap shines through.
  return Array.from({ length: folds }, (_, index) => {
    const { top: x, waist: w, foot: f } = edge((folds - index) / folds);
    const path = [
      `M0 0H${at(x)}`,
      `C${at(x, tieY * 0.55, w, tieY * 0.7, w, tieY)}`,
      `C${at(w, tieY + (height - tieY) * 0.3, f, height * 0.9, f, height)}H0z`,
    ].join('');
    return <path key={path} d={path} fill={index % 2 === 0 ? inks.main : inks.second} />;
  });
}

/** The scalloped cloth along the rail. */
function valance({ width, height, inks }: Sheet, scallops: number) {
  const reach = width / scallops;
  const drop = height * 0.075;
  return Array.from({ length: scallops }, (_, index) => {
    const path = `M${at(index * reach, 0)}h${at(reach)}v${at(drop)}a${at(reach / 2, reach / 2.6)} 0 0 1 ${at(-reach, 0)}z`;
    return <path key={path} d={path} fill={index % 2 === 0 ? inks.main : inks.second} />;
  });
}

/** 뮤지컬: a curtain drawn aside, and beams on an empty stage. */
export const musical: Composition = (sheet) => {
  const { width, height, inks, random } = sheet;
  const opening = between(random, 0.55, 1);
  const tie = between(random, 0.56, 0.68);
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
      <g>{drape(sheet, opening, tie)}</g>
      <g transform={`matrix(-1 0 0 1 ${width} 0)`}>{drape(sheet, opening, tie)}</g>
      {valance(sheet, Math.round(width / 42))}
    </>
  );
};
