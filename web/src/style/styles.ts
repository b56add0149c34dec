import { unsafeCSS, type CSSResult } from 'lit';
import { answerStyle } from './answer';
import { badges } from './badges';
import { certificatesStyle } from './certificates';
import { compactStyle } from './compact';
import { details } from './details';
import { directions } from './directions';
import { frame } from './frame';
import { lensStyle } from './lenses';
import { media } from './media';
import { suitesStyle } from './suites';
import { tokens } from './tokens';

// A length, worked out where it is set: without this each part within would work it out anew from its own text's size.
try {
  CSS.registerProperty({ name: '--mailglass-rem', syntax: '<length>', inherits: true, initialValue: '16px' });
} catch {
  // Registered already, or not known to an old browser.
}

const REM = /(?<![\w-])(-?\d*\.?\d+)rem\b/g;

/** On another page, "rem" would be that page's: many set it to 10 pixels. In a question about the container, "em" is the container's own. */
const own = (sheet: CSSResult): CSSResult => unsafeCSS(sheet.cssText.replace(/@container[^{]*/g, (question) => question.replace(REM, '$1em')).replace(REM, 'calc($1 * var(--mailglass-rem))'));

export const styles = [tokens, frame, badges, answerStyle, details, certificatesStyle, lensStyle, media, suitesStyle, compactStyle, directions].map(own);
