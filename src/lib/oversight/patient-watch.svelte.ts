import { OpeningsPage, PatientsFound } from '#lib/access/audit-line.ts';
import type { AuditOpening, AuditPatient } from '#lib/access/audit-line.ts';
import { askOversight } from './ask-oversight.ts';

export type WatchState =
	| { readonly kind: 'empty' }
	| { readonly kind: 'searching' }
	| { readonly kind: 'failed'; readonly code: string }
	| { readonly kind: 'found'; readonly patients: readonly AuditPatient[]; readonly more: boolean }
	| {
			readonly kind: 'openings';
			readonly patient: AuditPatient;
			readonly openings: readonly AuditOpening[];
			readonly next: number | null;
			readonly busy: boolean;
			readonly failed: string | null;
	  };

/** From a number or a name to one patient, and from the patient to everyone who was there. */
export class PatientWatch {
	#state = $state.raw<WatchState>({ kind: 'empty' });
	#turn = 0;

	get state(): WatchState {
		return this.#state;
	}

	async search(text: string): Promise<void> {
		const turn = ++this.#turn;
		this.#state = { kind: 'searching' };
		const found = await askOversight('/api/oversight/patients', { text }, PatientsFound);
		if (turn !== this.#turn) return;
		if (!found.ok) {
			this.#state = { kind: 'failed', code: found.reason };
			return;
		}
		const [only, second] = found.value.patients;
		if (only !== undefined && second === undefined && !found.value.more) {
			await this.open(only);
			return;
		}
		this.#state = { kind: 'found', ...found.value };
	}

	async open(patient: AuditPatient): Promise<void> {
		const before: WatchState & { kind: 'openings' } = {
			kind: 'openings',
			patient,
			openings: [],
			next: 0,
			busy: false,
			failed: null,
		};
		this.#state = before;
		await this.more();
	}

	async more(): Promise<void> {
		const before = this.#state;
		if (before.kind !== 'openings' || before.next === null || before.busy) return;
		const turn = ++this.#turn;
		this.#state = { ...before, busy: true, failed: null };
		const asked = { studies: before.patient.studies, offset: before.next };
		const page = await askOversight('/api/oversight/openings', asked, OpeningsPage);
		if (turn !== this.#turn) return;
		this.#state = page.ok
			? {
					...before,
					openings: [...before.openings, ...page.value.openings],
					next: page.value.next,
					busy: false,
					failed: null,
				}
			: { ...before, busy: false, failed: page.reason };
	}
}
