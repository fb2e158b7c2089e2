import { describe } from 'vitest';
import { describeSqlDatabase } from '../src/contract.ts';
import { createTestDatabase } from '../src/testing.ts';

describe('SqlDatabase on the embedded PostgreSQL', () => {
  describeSqlDatabase(createTestDatabase);
});
