import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Suggestion } from '@ticketing/contracts';
import { useEffect, useState } from 'react';
import { api } from '../api/api.ts';

const restMs = 120;
const lengthMax = 60;

/** `value` after it has stood still for `restMs`. */
function useRested(value: string): string {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), restMs);
    return () => clearTimeout(timer);
  }, [value]);
  return rested;
}

/** Suggestions for what is typed so far; none when the service is away, since typing must go on. */
export function useSuggestions(text: string, wanted: boolean): readonly Suggestion[] {
  const q = useRested(text.trim()).slice(0, lengthMax);
  const { data } = useQuery({
    queryKey: ['suggestions', q],
    queryFn: ({ signal }) => api.suggest({ query: { q, limit: 8 }, signal, timeoutMs: 3_000 }),
    enabled: wanted && q !== '',
    placeholderData: keepPreviousData,
    retry: false,
  });
  return wanted && text.trim() !== '' ? (data?.items ?? []) : [];
}
