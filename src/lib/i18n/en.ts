import type { Age } from './age.ts';
import { reasons } from './en-reasons.ts';
import type { Words } from './th.ts';

const number = new Intl.NumberFormat('en');
const plural = new Intl.PluralRules('en');

function counted(count: number, one: string, many: string): string {
	return `${number.format(count)} ${plural.select(count) === 'one' ? one : many}`;
}

const ageUnits = {
	year: ['year', 'years'],
	month: ['month', 'months'],
	week: ['week', 'weeks'],
	day: ['day', 'days'],
} satisfies Record<Age['unit'], [string, string]>;

export const en: Words = {
	reasons,

	product: 'MOPH Imaging HUB',
	viewer: 'Medical images',

	action: {
		close: 'Close',
		retry: 'Try again',
		more: 'More',
		open: 'Open',
		backToLink: 'Go to the link page',
		skipToImage: 'Skip to the image',
		otherLanguage: 'ไทย',
		switchLanguage: 'Change language: ไทย',
	},

	patient: {
		strip: 'Patient and study',
		noName: 'No patient name in the file',
		hn: 'HN',
		noHn: 'No HN',
		noIssuer: 'hospital of the HN not stated',
		sex: { M: 'male', F: 'female', O: 'other' },
		sexShort: { M: 'M', F: 'F', O: 'other' },
		sexUnknown: 'sex not stated',
		age: ({ count, unit }: Age) => counted(count, ...ageUnits[unit]),
		ageUnknown: 'age unknown',
		born: (day: string) => `born ${day}`,
		guessed: 'charset guessed',
		guessedLong: 'Read by guessing the character set',
		guessedExplain:
			'The letters in the file do not match the character set it declares, so it was guessed. Compare HN and birth date before relying on this name.',
		damaged: 'name damaged',
		damagedExplain: 'Some letters of the name are lost for good. Confirm the patient by HN and birth date.',
		asDeclared: 'As declared by the file',
		asRead: 'As read',
		latin: 'Latin letters',
		buddhistYear: 'file holds a B.E. year',
		buddhistYearExplain: 'The file holds a Buddhist-era year, against the DICOM standard; it was converted.',
		details: 'Patient details',
		birthDate: 'Birth date',
		studyDate: 'Study date',
		noStudyDate: 'study date unknown',
		accession: 'Accession number',
		institution: 'Examined at',
		referring: 'Referring physician',
		noDescription: 'Study without a name',
		mismatchTitle: 'This image belongs to another patient',
		mismatchBody:
			'Its hospital number or birth date differs from the patient of this study, so it is not shown.',
		mismatchDo: 'Tell the sending hospital. The other series can still be read.',
	},

	series: {
		strip: 'Series',
		images: (count: number) => counted(count, 'image', 'images'),
		frames: (count: number) => counted(count, 'frame', 'frames'),
		documents: (count: number) => counted(count, 'document', 'documents'),
		unnamed: (n: number | null) => (n === null ? 'Unnamed series' : `Series ${n}`),
		progress: (ready: number, total: number) => `${number.format(ready)} of ${number.format(total)} here`,
		refused: (count: number) => `${number.format(count)} refused`,
		open: (name: string) => `Open ${name}`,
		show: 'Show series',
		hide: 'Hide series',
		pdf: 'PDF',
		report: 'Report',
		tree: 'Data',
		empty: 'This study has no images yet',
	},

	studies: {
		title: 'Studies that this link opens',
		button: (count: number) => counted(count, 'study', 'studies'),
		current: 'shown now',
	},

	modality: {
		CR: 'X-ray',
		DX: 'X-ray',
		RF: 'Fluoroscopy',
		CT: 'CT',
		MR: 'MR',
		US: 'Ultrasound',
		MG: 'Mammogram',
		XA: 'Angiography',
		NM: 'Nuclear medicine',
		PT: 'PET',
		XC: 'Photograph',
		OT: 'Other',
		DOC: 'Document',
		SR: 'Report',
		KO: 'Key images',
		PR: 'Presentation',
		SEG: 'Segmentation',
		ECG: 'ECG',
	},

	viewport: {
		name: (index: number) => `Viewport ${index + 1}`,
		image: (n: number, total: number) => `Image ${number.format(n)} of ${number.format(total)}`,
		previewOf: (series: string) => `Preview of ${series}`,
		loading: 'Loading the image',
		empty: 'Choose a series to open',
		window: (center: string, width: string) => `C ${center} · W ${width}`,
		windowLong: (center: string, width: string) => `centre ${center} width ${width}`,
		windowFromFile: 'window of the file',
		zoom: (factor: string) => `${factor}×`,
		fps: (rate: string) => `${rate} fps`,
		time: 'Time',
		orientation: {
			L: 'left',
			R: 'right',
			A: 'anterior',
			P: 'posterior',
			H: 'head',
			F: 'foot',
			S: 'head',
			I: 'foot',
		},
		orientationAt: (side: string) => `${side} side`,
	},

	quality: {
		downsampled: 'Shown reduced',
		downsampledExplain:
			'The image is larger than the graphics of this device can hold, so fewer pixels are shown than it has.',
		preview: 'Preview: do not read',
		lossy: 'Lossy image',
		lossyRatio: (ratio: string) => `Lossy image ${ratio}:1`,
		lossless: 'All values',
		loading: 'Receiving the full image',
		explain: {
			preview: 'A reduced image until the full one is here. Detail is missing: do not read it.',
			lossy: 'The original file had already lost data to compression. This is the best the archive holds.',
			lossless: 'Every pixel value that the archive holds has arrived and was checked.',
		},
	},

	spacing: {
		label: 'Scale',
		calibrated: 'mm calibrated',
		imager: 'mm at the detector (magnified)',
		estimated: 'mm estimated',
		none: 'pixels only',
		region: 'mm by ultrasound region',
	},

	graphics: {
		title: 'Graphics over the image',
		shown: 'Lines or text from the device, shown in cyan. The O key hides them.',
		hidden: 'Lines or text from the device are hidden. The O key shows them.',
	},

	flags: 'What to know about this image',

	toolbar: 'Tools',
	command: {
		'tool-window': 'Window',
		'tool-pan': 'Pan',
		'tool-zoom': 'Zoom',
		'tool-scroll': 'Scroll slices',
		'preset-1': 'Window preset 1',
		'preset-2': 'Window preset 2',
		'preset-3': 'Window preset 3',
		'preset-4': 'Window preset 4',
		'preset-5': 'Window preset 5',
		'preset-6': 'Window preset 6',
		'preset-7': 'Window preset 7',
		'preset-8': 'Window preset 8',
		'preset-9': 'Window preset 9',
		invert: 'Invert',
		'zoom-in': 'Zoom in',
		'zoom-out': 'Zoom out',
		fit: 'Fit',
		'one-to-one': 'Actual pixels 1:1',
		rotate: 'Rotate clockwise',
		'rotate-back': 'Rotate anticlockwise',
		'flip-horizontal': 'Flip left and right',
		'flip-vertical': 'Flip top and bottom',
		reset: 'Reset',
		overlays: 'Text and graphics on the image',
		previous: 'Previous image',
		next: 'Next image',
		'page-back': 'Back 10 images',
		'page-on': 'On 10 images',
		first: 'First image',
		last: 'Last image',
		cine: 'Play',
		'full-screen': 'Full screen',
		help: 'All keys',
		palette: 'Find a command',
		'next-series': 'Next series',
		'previous-series': 'Previous series',
		about: 'Limits of use',
	},
	commandGroup: {
		tool: 'Tools',
		window: 'Grey and colour',
		view: 'View',
		stack: 'Slices',
		page: 'Screen',
	},

	thumb: {
		series: 'Series',
		window: 'Window',
		pan: 'Pan',
		scroll: 'Slices',
		more: 'More',
	},

	preset: {
		menu: 'Window presets',
		file: 'As in the file',
		auto: 'Automatic',
		full: 'Full range',
		lung: 'Lung',
		mediastinum: 'Mediastinum',
		softTissue: 'Soft tissue',
		bone: 'Bone',
		brain: 'Brain',
		stroke: 'Stroke',
		subdural: 'Subdural',
		liver: 'Liver',
		angio: 'Vessels',
		abdomen: 'Abdomen',
		hint: 'keys 1–9',
	},

	cine: {
		bar: 'Play',
		slower: 'Slower',
		faster: 'Faster',
		recorded: 'as recorded',
		assumed: 'rate not in the file',
		rate: 'Rate',
	},

	scrollbar: {
		name: 'Scroll through the series',
		value: (n: number, total: number, ready: number) =>
			`Image ${number.format(n)} of ${number.format(total)}, ${number.format(ready)} here`,
	},

	keys: {
		title: 'Keys',
		mouse: 'Mouse and fingers',
		wheel: 'Wheel',
		wheelDoes: 'Scroll slices',
		drag: 'Drag with the left button or one finger',
		dragDoes: 'Use the chosen tool',
		rightDrag: 'Drag with the right button',
		rightDragDoes: 'Zoom',
		middleDrag: 'Drag with the middle button',
		middleDragDoes: 'Pan',
		pinch: 'Two fingers',
		pinchDoes: 'Zoom and pan',
		or: 'or',
		space: 'Space',
	},

	palette: {
		title: 'Find a command',
		placeholder: 'Type a command or a series',
		nothing: 'No such command',
		found: (count: number) => counted(count, 'command found', 'commands found'),
	},

	document: {
		pane: 'Document',
		pdfTitle: 'PDF document',
		pdfBlocked: 'If no document appears, this browser may not show PDF inside a page.',
		pdfOpen: 'Open the PDF in a new tab',
		reportTitle: 'Report',
		treeTitle: 'Contents of the file',
		treeExplain: 'This kind of file is not known yet; everything in it is listed here.',
		itemOf: (n: number) => `Item ${n}`,
		binary: 'binary data',
		empty: 'empty',
		privateTag: 'private tag',
		noContent: 'This document holds no text',
		openImage: 'Open the image',
		loading: 'Opening the document',
	},

	failure: {
		code: 'Code',
		detail: 'Detail',
		restUsable: 'The other images and series of this study can still be read.',
		askSender: 'Ask the sending hospital to send this file again.',
		titleImage: 'This image cannot be shown',
		titleDocument: 'This document cannot be opened',
		titleStudy: 'This study cannot be opened',
		titleFrames: 'Some images cannot be shown',
	},

	connection: {
		offline: 'No connection. Images that are here can still be read; the rest follows when it is back.',
		back: 'The connection is back',
		contextLost: 'The graphics of this device stopped for a moment; the image is being restored.',
		cpu: 'This device has no graphics acceleration: images are drawn by the processor, with the same values but slower.',
		cpuTitle: 'Drawn by the processor',
		reducedMemory: 'Memory is limited for this device',
	},

	session: {
		ends: (moment: string) => `Open until ${moment}`,
		endedTitle: 'Your access has ended',
	},

	disclaimer: {
		short: 'For consultation between health staff; not for primary diagnosis on an unchecked display',
		title: 'Limits of use',
		points: [
			'For communication and consultation between health staff only.',
			'Not for primary diagnosis on a display whose brightness and contrast have not been checked.',
			'Not registered as a medical device with the Thai Food and Drug Administration.',
			'Some images were compressed at their source; each says so, with its ratio.',
			'This version has no reading by AI. If one is added it will only screen, and a doctor must confirm it.',
			'The treating doctor decides and is responsible.',
		],
		fault:
			'Found a fault? Tell the system administrator of your hospital the code on screen and the time. No patient name is needed.',
		version: (version: string, day: string) => `Version ${version} · ${day}`,
		understand: 'I understand',
	},
};
