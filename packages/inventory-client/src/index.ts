export { createInventoryClient } from './create-inventory-client.ts';
export type {
  ConfirmHoldCommand,
  HoldBestAvailableCommand,
  HoldReply,
  HoldSeatsCommand,
  InventoryClient,
  InventoryClientLog,
  InventoryClientOptions,
  InventoryResult,
  ReleaseHoldCommand,
  ResultReply,
  ReturnSeatsCommand,
  SeatDelta,
  SeatStatusReply,
  SeatWatch,
} from './port.ts';
