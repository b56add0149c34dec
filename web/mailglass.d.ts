// Types of <mail-glass> for pages that embed it: copy this file, or reference it.

export interface MailGlassStart {
  domain: string;
}
export interface MailGlassProgress {
  domain: string;
  addresses: number;
  connections: number;
  complete: boolean;
}
export interface MailGlassAnswer {
  domain: string;
  word: 'yes' | 'partly' | 'no' | 'unknown';
  sentence: string;
}
export interface MailGlassError {
  reason: 'input' | 'check';
  message: string;
}

export interface MailGlassAttributes {
  domain?: string | undefined;
  depth?: 'headline' | 'quick' | 'standard' | 'full' | undefined;
  lens?: string | undefined;
  relay?: string | undefined;
  lang?: string | undefined;
  theme?: 'light' | 'dark' | 'auto' | undefined;
  compact?: boolean | undefined;
}

export interface MailGlass extends HTMLElement {
  domain: string | null;
  depth: string | null;
  lens: string | null;
  relay: string | null;
  theme: string | null;
  compact: boolean;
  /** Checks a domain, or the attribute's. */
  check(domain?: string): Promise<MailGlassAnswer>;
}

export interface MailGlassEventMap {
  'mailglass-start': CustomEvent<MailGlassStart>;
  'mailglass-progress': CustomEvent<MailGlassProgress>;
  'mailglass-answer': CustomEvent<MailGlassAnswer>;
  'mailglass-error': CustomEvent<MailGlassError>;
}

declare global {
  interface HTMLElementTagNameMap {
    'mail-glass': MailGlass;
  }
  interface HTMLElementEventMap extends MailGlassEventMap {}
  interface DocumentEventMap extends MailGlassEventMap {}
  namespace JSX {
    interface IntrinsicElements {
      'mail-glass': MailGlassAttributes & { class?: string; className?: string; id?: string; key?: string | number; ref?: unknown; style?: unknown };
    }
  }
}
