/** Path of the inventory contract (proto3), for loaders at run time. */
export const inventoryProtoUrl = new URL('../proto/inventory.proto', import.meta.url);

/** Byte values of seat status, in proto, HTTP and storage alike. */
export const seatStatus = { available: 0, held: 1, sold: 2, blocked: 3 } as const;
export type SeatStatusName = keyof typeof seatStatus;
