import type { LocalEngine } from '@ticketing/local-engines';

export const urlOf = ({ variables }: LocalEngine): string =>
  `http://${variables.OPENSEARCH_HOST}:${variables.OPENSEARCH_PORT}`;
