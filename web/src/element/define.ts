// The script that pages load: it makes the tag known, and nothing else.

import { MailGlass } from './mail-glass';

// Two copies of the script on one page are one element.
if (!customElements.get('mail-glass')) customElements.define('mail-glass', MailGlass);
