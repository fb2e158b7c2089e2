import { randomUUID } from 'node:crypto';
import type { Account, Session } from '@ticketing/contracts';
import { demoPassword } from '@ticketing/platform';
import { type ApiClient, apiClient } from '@ticketing/testing';
import { addresses } from './addresses.ts';

/** Somebody with an account, and the API as they may use it. */
export interface Person {
  readonly email: string;
  readonly password: string;
  readonly name: string;
  readonly account: Account;
  readonly api: ApiClient;
}

const password = '푸른 밤 기차 1926';

/** An address that no other test uses. */
export const newEmail = (): string => `visitor-${randomUUID()}@example.com`;

/** Opens an account through the API, for tests in which signing up is not the point. */
export async function openAccount(name = '한서윤'): Promise<Person> {
  const email = newEmail();
  const { status, body } = await apiClient(addresses.api).post<Session>('/auth/register', {
    email,
    password,
    name,
    locale: 'ko',
  });
  if (status !== 201) throw new Error(`No account: ${status} ${JSON.stringify(body)}`);
  const api = apiClient(addresses.api, body.accessToken);
  return { email, password, name, account: body.account, api };
}

/** The API as the staff at the demo organizer's gate use it. */
export async function gateApi(): Promise<ApiClient> {
  const { status, body } = await apiClient(addresses.api).post<Session>('/auth/login', {
    email: 'gate@example.com',
    password: demoPassword,
  });
  if (status !== 200) throw new Error(`The gate cannot sign in: ${JSON.stringify(body)}`);
  return apiClient(addresses.api, body.accessToken);
}
