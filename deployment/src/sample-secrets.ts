/** Values of the right form for what an operator keeps in the secret store; they open nothing. */
export const sampleSecrets: Readonly<Record<string, string>> = {
  JWT_SECRET_KEY: 'sample'.repeat(8),
  SERVICE_TOKEN: 'sample'.repeat(5),
  DATABASE_URL: 'postgresql://ticketing:sample@postgres.example:5432/ticketing?sslmode=verify-full',
  REDIS_URL: 'rediss://:sample@redis.example:6379',
  KAFKA_SASL_USERNAME: 'ticketing',
  KAFKA_SASL_PASSWORD: 'sample',
  STRIPE_SECRET_KEY: 'sk_test_sample',
  STRIPE_PUBLISHABLE_KEY: 'pk_test_sample',
  STRIPE_WEBHOOK_SECRET: 'whsec_sample',
  OPENSEARCH_USERNAME: 'search',
  OPENSEARCH_PASSWORD: 'sample',
};
