// What the element tells the page around it.

export interface MailGlassStart {
  /** The domain, in A-labels. */
  domain: string;
}

export interface MailGlassProgress {
  domain: string;
  /** Addresses of mail servers that are known so far. */
  addresses: number;
  /** Connections made so far. */
  connections: number;
  /** Nothing more will come. */
  complete: boolean;
}

export interface MailGlassAnswer {
  domain: string;
  word: 'yes' | 'partly' | 'no' | 'unknown';
  /** What was seen, in a sentence or a few, in the language of the element. */
  sentence: string;
}

export interface MailGlassError {
  /** What was typed is no domain, or the check could not be carried out. */
  reason: 'input' | 'check';
  /** The words that the visitor reads. */
  message: string;
}

export interface MailGlassEvents {
  'mailglass-start': MailGlassStart;
  'mailglass-progress': MailGlassProgress;
  'mailglass-answer': MailGlassAnswer;
  'mailglass-error': MailGlassError;
}

export type MailGlassEventMap = { [K in keyof MailGlassEvents]: CustomEvent<MailGlassEvents[K]> };

/** They bubble, and leave shadow trees. */
export function tell<K extends keyof MailGlassEvents>(from: EventTarget, name: K, detail: MailGlassEvents[K]): void {
  from.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
}
