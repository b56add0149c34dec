import { answerStyle } from './answer';
import { badges } from './badges';
import { certificatesStyle } from './certificates';
import { details } from './details';
import { frame } from './frame';
import { lensStyle } from './lenses';
import { media } from './media';
import { suitesStyle } from './suites';
import { tokens } from './tokens';

export const styles = [tokens, frame, badges, answerStyle, details, certificatesStyle, lensStyle, media, suitesStyle];
