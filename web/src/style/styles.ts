import { answerStyle } from './answer';
import { certificatesStyle } from './certificates';
import { details } from './details';
import { frame } from './frame';
import { lensStyle } from './lenses';
import { media } from './media';
import { suitesStyle } from './suites';
import { tokens } from './tokens';

export const styles = [tokens, frame, answerStyle, details, certificatesStyle, lensStyle, media, suitesStyle];
