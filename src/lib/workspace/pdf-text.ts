/** What pdf.js gives of a page: its pieces of text, and the ends of what they belong to. */
export type PdfPiece = { readonly str: string; readonly hasEOL: boolean } | { readonly type: string };

/** The words of a page as they stand: Thai has no spaces between words, and those that a line has are among its pieces. */
export function pdfText(pieces: readonly PdfPiece[]): string {
	return pieces.map((piece) => ('str' in piece ? `${piece.str}${piece.hasEOL ? '\n' : ''}` : '')).join('');
}
