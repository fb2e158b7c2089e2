import type { EngineName } from './port.ts';
import type { EngineRecipe } from './recipe.ts';
import { datadogAgent } from './recipes/datadog-agent.ts';
import { dynamodb } from './recipes/dynamodb.ts';
import { kafka } from './recipes/kafka.ts';
import { opensearch } from './recipes/opensearch.ts';
import { postgres } from './recipes/postgres.ts';
import { redis } from './recipes/redis.ts';
import { ses } from './recipes/ses.ts';
import { stripeMock } from './recipes/stripe-mock.ts';

/** How each engine is had and run. */
export const recipes: Readonly<Record<EngineName, EngineRecipe>> = {
  postgres,
  redis,
  kafka,
  dynamodb,
  opensearch,
  ses,
  'stripe-mock': stripeMock,
  'datadog-agent': datadogAgent,
};
