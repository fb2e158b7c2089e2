import type { ErrorTexts } from './error-messages.ts';
import { lineErrors } from './line-errors.ts';

const again = 'Please try again in a moment.';
const uncharged = 'You haven’t been charged.';

export const englishErrors: ErrorTexts = {
  ...lineErrors.en,
  offline: {
    title: 'You’re offline',
    body: 'You can carry on once you’re connected. What couldn’t be sent has not been done.',
  },
  unreachable: {
    title: 'We couldn’t reach the server',
    body: 'Check your connection and try again.',
  },
  timed_out: {
    title: 'This is taking longer than it should',
    body: 'Please try again. Sending the same request twice never does it twice.',
  },
  unreadable_reply: { title: 'We couldn’t read the answer', body: again },

  invalid_request: {
    title: 'Something you entered isn’t valid',
    body: 'Correct the marked fields and send it again.',
  },
  malformed_body: {
    title: 'We couldn’t read the request',
    body: 'Open the page again and retry.',
  },
  idempotency_key_missing: {
    title: 'We couldn’t process the request',
    body: `${uncharged} Open the page again and retry.`,
  },
  idempotency_key_reused: {
    title: 'This differs from your earlier request',
    body: `${uncharged} Open the page again and start over.`,
  },
  precondition_failed: {
    title: 'This was changed in the meantime',
    body: 'Nothing of yours was saved. Open the page again and make your change on what stands there now.',
  },
  unsupported_media_type: {
    title: 'That format isn’t supported',
    body: 'Open the page again and retry.',
  },
  body_too_large: { title: 'That’s too much to send', body: 'Shorten it and send it again.' },
  not_found: {
    title: 'There’s nothing here',
    body: 'The address has changed or the page was taken down. Try searching for it.',
  },
  method_not_allowed: {
    title: 'That can’t be done here',
    body: 'Open the page again and retry.',
  },
  rate_limited: {
    title: 'Too many requests',
    body: 'Wait a moment, then try again. Your place in line and held seats stay as they are.',
  },
  service_unavailable: { title: 'This isn’t available right now', body: again },
  upstream_timeout: { title: 'This is taking too long', body: again },
  shutting_down: { title: 'The server is restarting', body: again },

  unauthenticated: { title: 'Please sign in', body: 'You can carry on once you’re signed in.' },
  token_expired: { title: 'Your sign-in has expired', body: 'Please sign in again.' },
  forbidden: {
    title: 'This account can’t do that',
    body: 'Check that you’re signed in with the right account.',
  },
  origin_not_allowed: {
    title: 'This request came from an address we don’t allow',
    body: 'Please use the official address.',
  },

  email_taken: {
    title: 'That e-mail already has an account',
    body: 'Sign in, or reset your password.',
  },
  credentials_wrong: {
    title: 'The e-mail or password is wrong',
    body: 'Check both, or reset your password if you’ve forgotten it.',
  },
  account_locked: {
    title: 'Locked for a while after too many wrong passwords',
    body: 'Try again later, or reset your password.',
  },
  password_too_weak: {
    title: 'That password is too easy to guess',
    body: 'Choose a longer or less common one.',
  },
  refresh_token_invalid: { title: 'Your session has ended', body: 'Please sign in again.' },
  refresh_token_reused: {
    title: 'We signed you out to be safe',
    body: 'Your sign-in may have been used elsewhere. Sign in again and change your password.',
  },
  one_time_token_invalid: {
    title: 'This link was used or has expired',
    body: 'Please ask for a new e-mail.',
  },

  event_not_found: {
    title: 'We couldn’t find this event',
    body: 'It was taken down or its address has changed. Try searching for it.',
  },
  venue_not_found: { title: 'We couldn’t find this venue', body: 'Please check the address.' },
  seat_map_not_found: { title: 'We couldn’t find the seat map', body: again },
  event_not_publishable: {
    title: 'This event isn’t ready to be published',
    body: 'Fill in what is missing and try again.',
  },
  catalogue_invalid: {
    title: 'The catalogue file has mistakes',
    body: 'Nothing was changed. Correct the marked places and upload it again.',
  },
  state_conflict: {
    title: 'Things have changed in the meantime',
    body: 'Look at what changed, then go on.',
  },

  sale_not_open: {
    title: 'The sale hasn’t opened yet',
    body: `${uncharged} Come back at the opening time.`,
  },
  sale_closed: {
    title: 'The sale has closed',
    body: `${uncharged} Have a look at the other performances.`,
  },
  seats_taken: {
    title: 'That seat has just been taken',
    body: `${uncharged} Please choose another seat.`,
  },
  seats_invalid: {
    title: 'One of the seats doesn’t exist',
    body: `${uncharged} Please choose your seats again.`,
  },
  seats_reserved: {
    title: 'These are wheelchair places',
    body: `${uncharged} They are kept for those who need them. Choose other seats.`,
  },
  single_seat_left: {
    title: 'A single seat would be left alone',
    body: `${uncharged} Add the marked seat, or move over by one.`,
  },
  price_changed: {
    title: 'The price has changed',
    body: `${uncharged} Look at the new price and choose again.`,
  },
  not_enough_seats: {
    title: 'There aren’t enough seats left',
    body: `${uncharged} Take fewer tickets or another level.`,
  },
  ticket_limit_exceeded: {
    title: 'You’ve reached the ticket limit for one person',
    body: `${uncharged} Tickets you already have for this performance count too.`,
  },
  hold_lost: {
    title: 'The time your seats were held has run out',
    body: `${uncharged} Please choose your seats again.`,
  },
  inventory_unavailable: {
    title: 'Seats can’t be taken right now',
    body: `${uncharged} ${again}`,
  },

  admission_required: {
    title: 'This sale is entered through the waiting room',
    body: 'Please take a place in line first.',
  },
  admission_invalid: {
    title: 'Your time inside has ended',
    body: `${uncharged} Please join the line again.`,
  },
  position_invalid: {
    title: 'We couldn’t confirm your place in line',
    body: 'Join the line again to get a new one.',
  },
  not_your_turn: {
    title: 'It isn’t your turn yet',
    body: 'Keep this page open; you go in by yourself when it is.',
  },

  booking_not_found: {
    title: 'We couldn’t find this booking',
    body: 'Check that you’re signed in with the account that booked.',
  },
  booking_expired: {
    title: 'The time to pay has run out',
    body: `${uncharged} The seats are on sale again; please start from the seats.`,
  },
  booking_not_cancellable: {
    title: 'This can no longer be cancelled',
    body: 'The deadline has passed or it was cancelled before. See the refund rules.',
  },
  ticket_not_found: {
    title: 'We couldn’t find this ticket',
    body: 'Check that you’re signed in with the account that booked.',
  },
  device_key_invalid: {
    title: 'We couldn’t register this device',
    body: 'Update your browser and try again.',
  },
  device_change_limit: {
    title: 'This ticket can’t move to another device any more',
    body: 'Enter with the registered device, or ask at the box office.',
  },

  ticket_payload_invalid: {
    title: 'This isn’t a ticket of ours',
    body: 'Show the QR code from the ticket screen again.',
  },
  ticket_signature_invalid: {
    title: 'The signature doesn’t fit the ticket',
    body: 'Open the ticket again on the device that booked.',
  },
  ticket_device_mismatch: {
    title: 'This code comes from another device',
    body: 'Open it on the device the ticket is registered to.',
  },
  ticket_not_bound: {
    title: 'This ticket has no device yet',
    body: 'Open the ticket screen once with the account that booked.',
  },
  ticket_slot_expired: {
    title: 'This code is too old',
    body: 'Show the code that is on screen now.',
  },
  ticket_already_used: {
    title: 'This ticket was already used',
    body: 'If you haven’t entered yet, please tell the staff.',
  },
  ticket_was_cancelled: {
    title: 'This ticket was cancelled',
    body: 'Your bookings show the cancellation and refund.',
  },
  ticket_wrong_gate: {
    title: 'This ticket is for another performance',
    body: 'Check the date and time on the ticket.',
  },

  payment_not_found: {
    title: 'We couldn’t find this payment',
    body: 'Please look at your bookings.',
  },
  payment_not_possible: {
    title: 'This booking can’t be paid now',
    body: 'It was paid before or its time has run out. Please look at your bookings.',
  },
  payment_provider_unavailable: {
    title: 'The payment provider doesn’t answer',
    body: `${uncharged} You can try again while your seats are held.`,
  },
  webhook_signature_invalid: {
    title: 'The request’s signature is wrong',
    body: 'Check the configuration.',
  },
};
