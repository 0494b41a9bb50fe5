/** The build for older browsers (Chrome 109 on Windows 7) has the same interface and no types of its own. */
declare module 'pdfjs-dist/legacy/build/pdf.min.mjs' {
	export * from 'pdfjs-dist';
}
