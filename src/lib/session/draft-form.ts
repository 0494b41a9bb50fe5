import type { Attachment } from 'svelte/attachments';
import * as v from 'valibot';
import type { DraftKeeper } from './draft-keeper.ts';

const Fields = v.record(v.string(), v.union([v.string(), v.boolean()]));
type Fields = v.InferOutput<typeof Fields>;
type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/**
 * Keeps a form's named fields as they are filled in, and fills them again when the same person comes back to the same place:
 * `<form {@attach keptForm(session.drafts, 'share:UID')}>`. Passwords, PINs (`data-secret`) and files are never kept. Whoever
 * sends the form calls `drafts.forget(place)`.
 */
export function keptForm(
	drafts: DraftKeeper,
	place: string,
	onrestored?: () => void,
): Attachment<HTMLFormElement> {
	return (form) => {
		let gone = false;
		void drafts.restore(place).then((kept) => {
			const fields = v.safeParse(Fields, kept);
			if (gone || !fields.success) return;
			if (fill(form, fields.output)) onrestored?.();
		});
		const keep = (): void => drafts.keep(place, read(form));
		form.addEventListener('input', keep);
		form.addEventListener('change', keep);
		return () => {
			gone = true;
			form.removeEventListener('input', keep);
			form.removeEventListener('change', keep);
		};
	};
}

function fieldsOf(form: HTMLFormElement): Field[] {
	const all = Array.from(form.elements).filter(
		(element): element is Field =>
			element instanceof HTMLInputElement ||
			element instanceof HTMLTextAreaElement ||
			element instanceof HTMLSelectElement,
	);
	return all.filter(
		(field) =>
			field.name !== '' &&
			!['password', 'file', 'hidden', 'submit', 'button'].includes(field.type) &&
			!('secret' in field.dataset),
	);
}

/** Boxes and radio buttons by their name and value: several may share a name. */
function nameOf(field: Field): string {
	return isTicked(field) ? `${field.name}=${field.value}` : field.name;
}

function isTicked(field: Field): field is HTMLInputElement {
	return field instanceof HTMLInputElement && (field.type === 'checkbox' || field.type === 'radio');
}

function read(form: HTMLFormElement): Fields {
	return Object.fromEntries(
		fieldsOf(form).map((field) => [nameOf(field), isTicked(field) ? field.checked : field.value]),
	);
}

/** As if the person had typed it, so that whatever listens to the fields hears. True when anything changed. */
function fill(form: HTMLFormElement, kept: Fields): boolean {
	let changed = false;
	for (const field of fieldsOf(form)) {
		const value = kept[nameOf(field)];
		if (isTicked(field)) {
			if (typeof value !== 'boolean' || field.checked === value) continue;
			field.checked = value;
		} else {
			if (typeof value !== 'string' || field.value === value) continue;
			field.value = value;
		}
		changed = true;
		field.dispatchEvent(new Event('input', { bubbles: true }));
		field.dispatchEvent(new Event('change', { bubbles: true }));
	}
	return changed;
}
