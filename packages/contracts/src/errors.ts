/**
 * Every error that a service may answer: code -> HTTP status and a short English title.
 * The reply is an RFC 9457 problem document whose `type` is `urn:ticketing:error:<code>`; screens
 * translate by code. `detail` says what happened this time and never holds a secret.
 */
export const errorCatalogue = {
  // Requests
  invalid_request: { status: 400, title: 'The request is not valid' },
  malformed_body: { status: 400, title: 'The body is not valid JSON' },
  idempotency_key_missing: { status: 400, title: 'This write needs an Idempotency-Key header' },
  idempotency_key_reused: {
    status: 422,
    title: 'The Idempotency-Key was used for another request',
  },
  precondition_failed: { status: 412, title: 'It was changed since it was read' },
  unsupported_media_type: { status: 415, title: 'The content type is not supported' },
  body_too_large: { status: 413, title: 'The body is too large' },
  not_found: { status: 404, title: 'There is nothing here' },
  method_not_allowed: { status: 405, title: 'The method is not allowed here' },
  rate_limited: { status: 429, title: 'Too many requests' },
  internal_error: { status: 500, title: 'Something went wrong on our side' },
  service_unavailable: { status: 503, title: 'The service is not available right now' },
  upstream_timeout: { status: 504, title: 'The service took too long' },
  shutting_down: { status: 503, title: 'The service is shutting down' },
  // Who is asking
  unauthenticated: { status: 401, title: 'Sign in first' },
  token_expired: { status: 401, title: 'The access token has expired' },
  forbidden: { status: 403, title: 'Not allowed for this account' },
  origin_not_allowed: { status: 403, title: 'This origin is not allowed' },
  // Accounts
  email_taken: { status: 409, title: 'An account with this e-mail exists' },
  credentials_wrong: { status: 401, title: 'The e-mail or the password is wrong' },
  account_locked: { status: 429, title: 'Too many wrong passwords; try again later' },
  password_too_weak: { status: 422, title: 'The password is too easy to guess' },
  refresh_token_invalid: { status: 401, title: 'The session has ended' },
  refresh_token_reused: { status: 401, title: 'The session was ended for safety' },
  one_time_token_invalid: { status: 410, title: 'The link was used or has expired' },
  // Catalogue
  event_not_found: { status: 404, title: 'There is no such event' },
  performance_not_found: { status: 404, title: 'There is no such performance' },
  venue_not_found: { status: 404, title: 'There is no such venue' },
  seat_map_not_found: { status: 404, title: 'There is no such seat map' },
  event_not_publishable: { status: 422, title: 'The event is not ready to be published' },
  catalogue_invalid: { status: 422, title: 'The catalogue file has mistakes' },
  state_conflict: { status: 409, title: 'The current state does not allow this' },
  // Sale
  sale_not_open: { status: 409, title: 'The sale has not opened yet' },
  sale_closed: { status: 409, title: 'The sale has closed' },
  performance_cancelled: { status: 409, title: 'The performance is cancelled' },
  seats_taken: { status: 409, title: 'One of the seats is already taken' },
  seats_invalid: { status: 422, title: 'One of the seats does not exist' },
  seats_reserved: { status: 409, title: 'The seats are kept for wheelchair users' },
  single_seat_left: { status: 409, title: 'The choice would leave a single seat alone' },
  price_changed: { status: 409, title: 'The price has changed since it was shown' },
  not_enough_seats: { status: 409, title: 'There are not enough seats left' },
  ticket_limit_exceeded: { status: 409, title: 'The limit of tickets for one person is reached' },
  hold_lost: { status: 409, title: 'The hold has ended' },
  inventory_unavailable: { status: 503, title: 'Seats cannot be taken right now' },
  // Waiting room
  admission_required: { status: 403, title: 'This sale is entered through the waiting room' },
  admission_invalid: { status: 403, title: 'The admission has ended or belongs to someone else' },
  position_invalid: { status: 422, title: 'The place in line is not valid' },
  not_your_turn: { status: 409, title: 'It is not your turn yet' },
  // Bookings and tickets
  booking_not_found: { status: 404, title: 'There is no such booking' },
  booking_expired: { status: 409, title: 'The time to pay has run out' },
  booking_not_cancellable: { status: 409, title: 'The booking cannot be cancelled any more' },
  ticket_not_found: { status: 404, title: 'There is no such ticket' },
  device_key_invalid: { status: 422, title: 'The device key is not valid' },
  device_change_limit: { status: 409, title: 'The ticket was moved to another device too often' },
  // Gate: each refusal has its own code
  ticket_payload_invalid: { status: 422, title: 'This is not a ticket of ours' },
  ticket_signature_invalid: { status: 422, title: 'The signature does not fit the ticket' },
  ticket_device_mismatch: { status: 409, title: 'The code comes from another device' },
  ticket_not_bound: { status: 409, title: 'The ticket has no device yet' },
  ticket_slot_expired: { status: 409, title: 'The code is too old' },
  ticket_already_used: { status: 409, title: 'The ticket was already used' },
  ticket_was_cancelled: { status: 409, title: 'The ticket was cancelled' },
  ticket_wrong_gate: { status: 409, title: 'The ticket is for another performance' },
  // Payment
  payment_not_found: { status: 404, title: 'There is no such payment' },
  payment_not_possible: { status: 409, title: 'The booking cannot be paid now' },
  payment_provider_unavailable: { status: 503, title: 'The payment provider does not answer' },
  webhook_signature_invalid: { status: 400, title: 'The signature of the webhook is wrong' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ErrorCode = keyof typeof errorCatalogue;

/** The `type` member of a problem document. */
export const problemType = (code: ErrorCode): string => `urn:ticketing:error:${code}`;
