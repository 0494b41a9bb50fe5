import type { Attachment } from 'svelte/attachments';

/**
 * Keeps CSS custom properties of an element in step with state. The content policy allows no `style` attribute in the page as
 * sent, so values that only the browser knows are set by script and the style sheet works without them.
 */
export function cssValues(values: () => Readonly<Record<`--${string}`, string>>): Attachment<HTMLElement> {
	return (element) => {
		for (const [name, value] of Object.entries(values())) element.style.setProperty(name, value);
	};
}
