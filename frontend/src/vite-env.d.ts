interface ImportMetaEnv {
  /** Where the API gateway answers, without a slash at the end. */
  readonly VITE_API_URL?: string;
  /** Stripe's publishable key; a placeholder or nothing means the local payment server's form. */
  readonly VITE_STRIPE_PUBLIC_KEY?: string;
}
interface ImportMeta {
  readonly env: ImportMetaEnv;
}
