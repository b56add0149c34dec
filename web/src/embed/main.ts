// The page /embed: an element by one's own choice, and what to copy for it.

import '../element/define';
import type { MailGlass } from '../element/mail-glass';
import type { MailGlassEventMap } from '../element/events';
import { begin, say } from './language';

const find = <T extends Element>(id: string): T => document.getElementById(id) as unknown as T;
const form = find<HTMLFormElement>('choices');
const stage = find<HTMLElement>('stage');
const code = find<HTMLElement>('code');
const events = find<HTMLOListElement>('events');
const MAX_EVENTS = 12;
const TYPING_MS = 600;

const chosen = (name: string): string => String(new FormData(form).get(name) ?? '');

function attributes(): [string, string][] {
  const texts = ['domain', 'lang', 'theme', 'depth'].map((name): [string, string] => [name, chosen(name).trim()]).filter(([, value]) => value);
  return chosen('compact') ? [...texts, ['compact', '']] : texts;
}

/** As one writes it. */
const written = (element: Element): string => element.outerHTML.replaceAll('=""', '');

function show(): void {
  const element = document.createElement('mail-glass') as MailGlass;
  for (const [name, value] of attributes()) element.setAttribute(name, value);
  const script = document.createElement('script');
  script.type = 'module';
  script.src = new URL('mailglass.js', location.href).href;
  const accent = chosen('accent');
  const style = accent ? [`<style>mail-glass { --mailglass-accent: ${accent}; }</style>`] : [];
  code.textContent = [written(script), ...style, written(element)].join('\n');
  if (accent) element.style.setProperty('--mailglass-accent', accent);
  stage.style.width = chosen('width') ? `${chosen('width')}px` : 'auto';
  stage.replaceChildren(element);
}

function hear<K extends keyof MailGlassEventMap>(name: K): void {
  stage.addEventListener(name, (event) => {
    const line = document.createElement('li');
    const told = document.createElement('code');
    told.textContent = `${name} ${JSON.stringify((event as MailGlassEventMap[K]).detail)}`;
    line.append(told);
    // Progress takes the place of progress.
    if (name === 'mailglass-progress' && events.lastElementChild?.textContent?.startsWith(name)) events.lastElementChild.remove();
    events.append(line);
    while (events.childElementCount > MAX_EVENTS) events.firstElementChild?.remove();
  });
}
for (const name of ['mailglass-start', 'mailglass-progress', 'mailglass-answer', 'mailglass-error'] as const) hear(name);

let typing: ReturnType<typeof setTimeout> | undefined;
form.addEventListener('submit', (event) => event.preventDefault());
form.addEventListener('input', (event) => {
  clearTimeout(typing);
  typing = setTimeout(show, (event.target as HTMLElement).id === 'domain' ? TYPING_MS : 0);
});
find<HTMLButtonElement>('copy').addEventListener('click', () => {
  const done = find<HTMLElement>('copied');
  navigator.clipboard.writeText(code.textContent ?? '').then(
    () => (done.textContent = say('embed.copied')),
    () => getSelection()?.selectAllChildren(code),
  );
});
begin();
show();
