// What is shown of protection against somebody who interferes, when somebody opens it: one part of the page, loaded then.

import { html, type TemplateResult } from 'lit';
import type { ViewContext } from '../view/context';
import { policyHost } from './policy';
import { whatIf as senders } from './what-if';

export { chain } from './chain';

/** What senders do, and the connection behind what they would make of the domain's policy. */
export const whatIf = (ctx: ViewContext): TemplateResult => html`${senders(ctx)}${policyHost(ctx)}`;
