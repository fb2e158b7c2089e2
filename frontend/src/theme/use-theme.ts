import { useSyncExternalStore } from 'react';
import { currentTheme, type Theme, watchTheme } from './theme.ts';

export const useTheme = (): Theme => useSyncExternalStore(watchTheme, currentTheme);
