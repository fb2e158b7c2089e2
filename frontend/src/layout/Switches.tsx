import { Moon, Sun } from 'lucide-react';
import { setLocale } from '../i18n/chosen-locale.ts';
import { useLocale } from '../i18n/locale.ts';
import { useMessages } from '../i18n/messages.ts';
import { setTheme } from '../theme/theme.ts';
import { useTheme } from '../theme/use-theme.ts';
import { IconButton } from '../ui/Button.tsx';
import { frameMessages } from './frame-messages.ts';

/** Names the other language in that language, as its reader looks for it. */
export function LanguageSwitch() {
  const t = useMessages(frameMessages);
  const other = useLocale() === 'ko' ? 'en' : 'ko';
  return (
    <button
      type="button"
      lang={other}
      onClick={() => setLocale(other)}
      className="min-h-10 rounded-md px-2 text-sm font-semibold whitespace-nowrap transition-colors hover:bg-sunken"
    >
      {other === 'en' ? t('english') : t('korean')}
    </button>
  );
}

/** Light paper or dark hall. */
export function ThemeSwitch() {
  const t = useMessages(frameMessages);
  const theme = useTheme();
  const other = theme === 'dark' ? 'light' : 'dark';
  const Icon = other === 'dark' ? Moon : Sun;
  return (
    <IconButton label={t(other === 'dark' ? 'toDark' : 'toLight')} onClick={() => setTheme(other)}>
      <Icon aria-hidden="true" className="size-5" />
    </IconButton>
  );
}
