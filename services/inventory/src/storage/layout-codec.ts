import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { InventoryLayout } from '@ticketing/contracts';
import { compileLayout, type Layout } from '../domain/layout.ts';

/** The layout as the events service gave it, small enough to keep beside each performance. */
export function encodeLayout(layout: InventoryLayout): Buffer {
  return deflateRawSync(JSON.stringify(layout));
}

/** Throws a LayoutError when the layout contradicts itself. */
export function compileInventoryLayout(layout: InventoryLayout): Layout {
  return compileLayout({
    capacity: layout.capacity,
    levelCodes: layout.levelCodes,
    levels: Buffer.from(layout.levels, 'base64'),
    blocked: Buffer.from(layout.blocked, 'base64'),
    ...(layout.accessible !== undefined && {
      accessible: Buffer.from(layout.accessible, 'base64'),
    }),
    ...(layout.companions !== undefined && {
      companions: Buffer.from(layout.companions, 'base64'),
    }),
    preventSingleSeats: layout.preventSingleSeats ?? false,
    ...(layout.accessibleReleaseAt !== undefined && {
      accessibleReleaseAtMs: Date.parse(layout.accessibleReleaseAt),
    }),
    sections: layout.sections,
  });
}

/** Takes what `encodeLayout` gave. */
export function decodeLayout(bytes: Uint8Array): Layout {
  return compileInventoryLayout(JSON.parse(inflateRawSync(bytes).toString()) as InventoryLayout);
}
