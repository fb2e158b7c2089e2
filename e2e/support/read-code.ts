import type { Locator } from '@playwright/test';
import readQr from 'qr/decode.js';

/** The code as a scanner sees it: from the pixels on the screen. */
export async function readCode(code: Locator): Promise<string> {
  const picture = await code.screenshot({ animations: 'disabled' });
  // The browser is at hand to unpack the picture; the string runs in the page.
  const { width, height, pixels } = await code.page().evaluate<{
    width: number;
    height: number;
    pixels: string;
  }>(`(async () => {
    const bytes = Uint8Array.from(atob('${picture.toString('base64')}'), (c) => c.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const { width, height } = bitmap;
    const context = new OffscreenCanvas(width, height).getContext('2d');
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, width, height);
    let pixels = '';
    for (let at = 0; at < data.length; at += 8192) {
      pixels += String.fromCharCode(...data.subarray(at, at + 8192));
    }
    return { width, height, pixels: btoa(pixels) };
  })()`);
  return readQr({ width, height, data: new Uint8Array(Buffer.from(pixels, 'base64')) });
}
