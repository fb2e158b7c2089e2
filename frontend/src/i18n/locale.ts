import type { Locale } from '@ticketing/contracts';
import { useSyncExternalStore } from 'react';
import { currentLocale, watchLocale } from './chosen-locale.ts';

/** The language on screen; components that call it render again when it changes. */
export const useLocale = (): Locale => useSyncExternalStore(watchLocale, currentLocale);
