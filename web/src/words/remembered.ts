// The language that somebody chose on Mailglass's own page, kept by his browser and told to nobody. The relay's page /privacy says so (words/, privacy.sent.cookies).

const KEY = 'mailglass-language';

export function rememberedLanguage(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // a browser may keep nothing
  }
}

/** False where nothing can be remembered. */
export function rememberLanguage(language: string): boolean {
  try {
    localStorage.setItem(KEY, language);
    return true;
  } catch {
    return false;
  }
}
