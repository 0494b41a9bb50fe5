/** What a person says of one photograph, while they say it. */
import type { BodyPart, PictureEdit, PictureKind, PictureRequest } from '#lib/archive/upload-contract.ts';

export type Edge = 'top' | 'right' | 'bottom' | 'left';

export class PictureDraft {
	readonly id: string;
	rotate = $state<PictureEdit['rotate']>(0);
	kind = $state<PictureKind>('wound');
	bodyPart = $state<BodyPart | ''>('');
	side = $state<'L' | 'R' | 'B' | ''>('');
	/** per cent of the turned picture cut off at each edge; null: nothing is */
	cut = $state<Record<Edge, number> | null>(null);

	constructor(id: string) {
		this.id = id;
	}

	turn(by: 90 | -90): void {
		const turned = (this.rotate + by + 360) % 360;
		this.rotate = turned === 90 || turned === 180 || turned === 270 ? turned : 0;
		const { cut } = this;
		if (cut === null) return;
		const { top, right, bottom, left } = cut;
		this.cut =
			by === 90
				? { top: left, right: top, bottom: right, left: bottom }
				: { top: right, right: bottom, bottom: left, left: top };
	}

	get request(): PictureRequest['pictures'][number] {
		return {
			id: this.id,
			kind: this.kind,
			bodyPart: this.bodyPart === '' ? null : this.bodyPart,
			side: this.side === '' ? null : this.side,
			edit: { rotate: this.rotate, crop: this.#crop() },
		};
	}

	#crop(): PictureEdit['crop'] {
		if (this.cut === null) return null;
		const { top, right, bottom, left } = this.cut;
		if (top + right + bottom + left === 0) return null;
		return {
			x: left / 100,
			y: top / 100,
			width: (100 - left - right) / 100,
			height: (100 - top - bottom) / 100,
		};
	}
}
