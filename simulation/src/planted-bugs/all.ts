import { bugsInBooking } from './in-booking.ts';
import { bugsInInventory } from './in-inventory.ts';
import { bugsInPayment } from './in-payment.ts';

/** Mistakes each of which the checkers must find. Nothing but tests plants them. */
export const plantedBugs = [...bugsInInventory, ...bugsInBooking, ...bugsInPayment];
