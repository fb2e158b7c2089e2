import { type Static, Type } from 'typebox';
import { Id, Instant, Locale, Strict } from './common.ts';
import { endpoint } from './endpoint.ts';

export const Role = Type.Enum(['customer', 'organizer', 'gate', 'admin']);
export type Role = Static<typeof Role>;

const Email = Type.String({ format: 'email', maxLength: 254 });
const Password = Type.String({ minLength: 8, maxLength: 128 });
/** Without the NUL character, which PostgreSQL keeps in no text. */
const PersonName = Type.String({ minLength: 1, maxLength: 60, pattern: '^[^\\u0000]+$' });

/** Why no mail reaches an address: it came back for good, or its reader called ours spam. */
export const MailProblem = Type.Enum(['bounced', 'complained']);
export type MailProblem = Static<typeof MailProblem>;

export const Account = Strict({
  id: Id('account'),
  email: Email,
  emailVerified: Type.Boolean(),
  /** Absent while mails arrive, as far as we know. */
  mailProblem: Type.Optional(MailProblem),
  name: PersonName,
  locale: Locale,
  role: Role,
  /** The organizer whose staff this account is; for roles organizer and gate. */
  organizerId: Type.Optional(Id('organizer')),
  createdAt: Instant,
});
export type Account = Static<typeof Account>;

/** What signing in gives. The refresh token travels only in the httpOnly cookie `refresh_token`. */
export const Session = Strict({
  account: Account,
  accessToken: Type.String(),
  /** Seconds the access token is valid from now. */
  expiresInSeconds: Type.Integer({ minimum: 1 }),
});
export type Session = Static<typeof Session>;

/** Claims of the access token (JWT by JWT_SECRET_KEY, issuer `ticketing-auth`). */
export const AccessTokenClaims = Type.Object({
  sub: Id('account'),
  role: Role,
  org: Type.Optional(Id('organizer')),
  /** The refresh-token family: one sign-in on one browser. */
  sid: Type.String(),
  iat: Type.Integer(),
  exp: Type.Integer(),
});
export type AccessTokenClaims = Static<typeof AccessTokenClaims>;

export const register = endpoint({
  service: 'auth',
  method: 'POST',
  path: '/auth/register',
  access: 'public',
  summary: 'Open an account and sign in; a verification e-mail follows',
  body: Strict({
    email: Email,
    password: Password,
    name: PersonName,
    locale: Type.Optional(Locale),
  }),
  status: 201,
  reply: Session,
  errors: ['email_taken', 'password_too_weak', 'rate_limited'],
  rateLimit: 'login',
});
export const login = endpoint({
  service: 'auth',
  method: 'POST',
  path: '/auth/login',
  access: 'public',
  summary: 'Sign in; sets the refresh cookie',
  body: Strict({ email: Email, password: Type.String({ minLength: 1, maxLength: 128 }) }),
  status: 200,
  reply: Session,
  errors: ['credentials_wrong', 'account_locked', 'rate_limited'],
  rateLimit: 'login',
});
export const refresh = endpoint({
  service: 'auth',
  method: 'POST',
  path: '/auth/refresh',
  access: 'public',
  summary: 'Exchange the refresh cookie for a new access token; the cookie rotates',
  status: 200,
  reply: Session,
  errors: ['refresh_token_invalid', 'refresh_token_reused'],
});
export const logout = endpoint({
  service: 'auth',
  method: 'POST',
  path: '/auth/logout',
  access: 'public',
  summary: 'End this browser’s session and clear its cookie',
  status: 204,
  errors: [],
});
export const getMe = endpoint({
  service: 'auth',
  method: 'GET',
  path: '/auth/me',
  access: 'customer',
  summary: 'The signed-in account',
  status: 200,
  reply: Account,
  errors: ['unauthenticated'],
});
export const updateMe = endpoint({
  service: 'auth',
  method: 'PATCH',
  path: '/auth/me',
  access: 'customer',
  summary: 'Change name or language',
  body: Strict({ name: Type.Optional(PersonName), locale: Type.Optional(Locale) }),
  status: 200,
  reply: Account,
  errors: ['unauthenticated'],
});
export const changePassword = endpoint({
  service: 'auth',
  method: 'POST',
  path: '/auth/password/change',
  access: 'customer',
  summary: 'Change the password; every other session ends',
  body: Strict({ currentPassword: Type.String({ maxLength: 128 }), newPassword: Password }),
  status: 204,
  errors: ['credentials_wrong', 'password_too_weak', 'unauthenticated'],
  rateLimit: 'login',
});
export const forgotPassword = endpoint({
  service: 'auth',
  method: 'POST',
  path: '/auth/password/forgot',
  access: 'public',
  summary: 'Send a reset link, if the account exists; the answer never tells which',
  body: Strict({ email: Email }),
  status: 202,
  errors: ['rate_limited'],
  rateLimit: 'login',
});
export const resetPassword = endpoint({
  service: 'auth',
  method: 'POST',
  path: '/auth/password/reset',
  access: 'public',
  summary: 'Set a new password by the token of the e-mail; all sessions end',
  body: Strict({ token: Type.String({ minLength: 20, maxLength: 200 }), newPassword: Password }),
  status: 204,
  errors: ['one_time_token_invalid', 'password_too_weak'],
  rateLimit: 'login',
});
export const requestEmailVerification = endpoint({
  service: 'auth',
  method: 'POST',
  path: '/auth/email/verification',
  access: 'customer',
  summary:
    'Send the verification e-mail again; an address that gave mails back is written to again',
  status: 202,
  errors: ['unauthenticated', 'rate_limited'],
  rateLimit: 'login',
});
export const verifyEmail = endpoint({
  service: 'auth',
  method: 'POST',
  path: '/auth/email/verify',
  access: 'public',
  summary: 'Confirm the e-mail address by the token of the e-mail',
  body: Strict({ token: Type.String({ minLength: 20, maxLength: 200 }) }),
  status: 204,
  errors: ['one_time_token_invalid'],
  rateLimit: 'login',
});

/** Whom to write to, for the notification service. */
export const Recipient = Strict({
  accountId: Id('account'),
  email: Email,
  name: PersonName,
  locale: Locale,
  /** With it only mails go out that the reader asks for at this moment. */
  mailProblem: Type.Optional(MailProblem),
});
export type Recipient = Static<typeof Recipient>;

export const getRecipient = endpoint({
  service: 'auth',
  method: 'GET',
  path: '/internal/accounts/:accountId/recipient',
  access: 'service',
  summary: 'Address, name and language of an account',
  params: Strict({ accountId: Id('account') }),
  status: 200,
  reply: Recipient,
  errors: ['not_found'],
});
/** The bus carries only a request's id: the secret link is made when the e-mail is written. */
export const createOneTimeLink = endpoint({
  service: 'auth',
  method: 'POST',
  path: '/internal/one-time-links',
  access: 'service',
  summary:
    'Make the link of a requested reset or verification; an earlier link of the request dies',
  body: Strict({ requestId: Type.String({ minLength: 8, maxLength: 60 }) }),
  status: 201,
  reply: Strict({
    recipient: Recipient,
    /** The address gave mails back once: whoever sends them may keep it on a list of its own. */
    gaveMailsBack: Type.Boolean(),
    url: Type.String(),
    expiresAt: Instant,
  }),
  errors: ['not_found', 'one_time_token_invalid'],
});
/**
 * Marks the account of an address. The same report twice is one; a report of a mail from before the
 * reader mended the address changes nothing, and neither does one of an address without an account.
 */
export const reportMailProblem = endpoint({
  service: 'auth',
  method: 'POST',
  path: '/internal/mail-problems',
  access: 'service',
  summary: 'Note that mails to an address come back for good, or that its reader calls them spam',
  body: Strict({
    /** As the mail system names it, which may be no address that we would take. */
    email: Type.String({ minLength: 1, maxLength: 320 }),
    problem: MailProblem,
    /** When the mail was sent, not when its fate became known. */
    mailSentAt: Instant,
  }),
  status: 204,
  errors: [],
});

export const authEndpoints = [
  register,
  login,
  refresh,
  logout,
  getMe,
  updateMe,
  changePassword,
  forgotPassword,
  resetPassword,
  requestEmailVerification,
  verifyEmail,
  getRecipient,
  createOneTimeLink,
  reportMailProblem,
] as const;
