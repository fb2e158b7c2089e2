import { ticketSlotAt, ticketSlotSeconds } from '@ticketing/contracts/codecs/ticket-payload';

/**
 * Milliseconds by which the server's clock is ahead of this device's: the reply is taken to have been
 * written in the middle between asking and hearing (as NTP does, RFC 5905, section 8).
 */
export const clockOffsetMs = (serverTime: string, askedAtMs: number, heardAtMs: number): number =>
  Math.round(Date.parse(serverTime) - (askedAtMs + heardAtMs) / 2);

/** The minute that the gate counts in, and how many whole seconds of it are left (1 to 60). */
export interface SlotMoment {
  readonly slot: number;
  readonly secondsLeft: number;
}

/** @param serverNowMs the server's epoch milliseconds */
export function slotMoment(serverNowMs: number): SlotMoment {
  const second = Math.floor(serverNowMs / 1_000);
  return {
    slot: ticketSlotAt(serverNowMs),
    secondsLeft: ticketSlotSeconds - (second % ticketSlotSeconds),
  };
}

/** When a slot begins, as ISO instant. */
export const slotStart = (slot: number): string =>
  new Date(slot * ticketSlotSeconds * 1_000).toISOString();

/** Milliseconds until the server's second hand moves. */
export const msToNextSecond = (serverNowMs: number): number => 1_000 - (serverNowMs % 1_000);
