// Saved evidence: out of the page as a file, and into it by a button or by dropping it there.

import { html, type TemplateResult } from 'lit';
import { say } from './words/say';

export const MAX_EVIDENCE = 64 * 1024 * 1024;

export function saveAs(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** A button for choosing a file. */
export function opener(open: (file: File | null | undefined) => void): TemplateResult {
  const choose = (event: Event): void => (event.currentTarget as HTMLElement).parentElement?.querySelector<HTMLInputElement>('input[type=file]')?.click();
  return html`<button type="button" @click=${choose}>${say('file.open')}</button>
    <input
      type="file"
      accept=".json,application/json"
      hidden
      aria-label=${say('file.field')}
      @change=${(event: Event) => {
        const field = event.target as HTMLInputElement;
        open(field.files?.[0]);
        field.value = '';
      }}
    />`;
}

export interface Dropping {
  over(is: boolean): void;
  dropped(file: File | undefined): void;
}

export function onDrag(event: DragEvent, over: boolean, target: Dropping): void {
  if (!event.dataTransfer?.types.includes('Files')) return;
  event.preventDefault();
  target.over(over);
}

export function onDrop(event: DragEvent, target: Dropping): void {
  if (!event.dataTransfer?.files.length) return;
  event.preventDefault();
  target.over(false);
  target.dropped(event.dataTransfer.files[0]);
}
