import encodeQR from 'qr';

/** Modules of white that a reader needs around the code (ISO/IEC 18004, 9.1). */
export const quietModules = 4;

/** Dark modules by row, quiet zone included: level M, alphanumeric mode. */
export const qrRows = (text: string): readonly (readonly boolean[])[] =>
  encodeQR(text, 'raw', { ecc: 'medium', encoding: 'alphanumeric', border: quietModules });

export interface QrPath {
  /** Modules on one side, quiet zone included. */
  readonly size: number;
  /** SVG path of all dark modules, one unit a module. */
  readonly path: string;
}

/** Draws the code; a run of dark modules is one rectangle, so that no seams show between them. */
export function qrPath(text: string): QrPath {
  const rows = qrRows(text);
  let path = '';
  rows.forEach((row, y) => {
    for (let x = 0; x < row.length; x += 1) {
      if (row[x] !== true) continue;
      let end = x + 1;
      while (row[end] === true) end += 1;
      path += `M${x} ${y}h${end - x}v1h${x - end}z`;
      x = end;
    }
  });
  return { size: rows.length, path };
}
